// Who asks by a token: the user, its role, the enterprises that its team serves, the token's scopes,
// and whether that it was used is to be written
MATCH (t:Token {hash: $hash})
WHERE t.until > datetime()
MATCH (u:User {id: t.user})
WHERE u.removed_at IS NULL
RETURN
  u.id AS user, u.role AS role, u.team AS team,
  COLLECT {
    MATCH (:ServiceTeam {id: u.team})-[:SERVES]->(e:Enterprise)
    RETURN e.id ORDER BY e.id LIMIT 20000
  } AS own,
  t.scopes AS scopes,
  coalesce(t.used < datetime() - duration({seconds: $seconds}), true) AS unwritten
