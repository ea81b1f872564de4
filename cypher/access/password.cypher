// The hash of a user's password
MATCH (u:User {id: $id})
WHERE u.removed_at IS NULL
RETURN u.password AS password
