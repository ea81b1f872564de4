// Another password; ends the user's sessions but one
MATCH (u:User {id: $id})
SET u.password = $password
WITH u
OPTIONAL MATCH (s:Session {user: u.id})
WHERE s.id <> $kept
DELETE s
