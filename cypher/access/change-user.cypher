// Another role of a user
MATCH (u:User {id: $id})
SET u.role = $role, u.team = $team
