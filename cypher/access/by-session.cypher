// Who asks by a session: the user, its role, and the enterprises that its team serves
MATCH (s:Session {id: $id})
WHERE s.until > datetime()
MATCH (u:User {id: s.user})
WHERE u.removed_at IS NULL
RETURN
  u.id AS user, u.role AS role, u.team AS team,
  COLLECT {
    MATCH (:ServiceTeam {id: u.team})-[:SERVES]->(e:Enterprise)
    RETURN e.id ORDER BY e.id LIMIT 20000
  } AS own,
  null AS scopes
