// The user whom a provider of OpenID Connect knows by this subject, bound to it with the first sign-in
MATCH (u:User {id: $id})
WHERE u.removed_at IS NULL AND coalesce(u.subject = $subject, u.password IS NULL)
SET u.subject = $subject
RETURN u.id AS id
