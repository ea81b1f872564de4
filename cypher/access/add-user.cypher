// A new user, or one that was removed, anew; no row where there is one of that name
MERGE (u:User {id: $id})
WITH u WHERE u.role IS NULL OR u.removed_at IS NOT NULL
SET u:Access, u.role = $role, u.team = $team, u.password = $password, u.at = datetime(), u.by = $by
REMOVE u.removed_at, u.subject
RETURN u.id AS id
