// All users, those removed last
MATCH (u:User)
OPTIONAL MATCH (t:ServiceTeam {id: u.team})
RETURN
  u.id AS id, u.role AS role, u.team AS team, t.name AS team_name, toString(u.at) AS at, u.by AS by,
  u.password IS NOT NULL AS has_password, u.subject IS NOT NULL AS openid,
  toString(u.removed_at) AS removed_at
ORDER BY removed_at IS NOT NULL, id
