// Who asks by a token: the user, its role, the enterprises that its team serves, and the token's scopes
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
  t.scopes AS scopes
