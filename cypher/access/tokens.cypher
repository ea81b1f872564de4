// Tokens, all or those of a user, the latest first
MATCH (t:Token)
WHERE coalesce(t.user = $user, true)
RETURN
  t.id AS id, t.user AS user, t.name AS name, t.scopes AS scopes, toString(t.at) AS at,
  toString(t.until) AS until, toString(t.used) AS used, t.until <= datetime() AS expired
ORDER BY t.at DESC, id
