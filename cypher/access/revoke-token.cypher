// Ends a token, of a user if that is given
MATCH (t:Token {id: $id})
WHERE coalesce(t.user = $user, true)
DELETE t
