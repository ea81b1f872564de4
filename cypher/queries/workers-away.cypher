// Workers away
/*
title: {en: Workers away, zh: 未返岗员工}
about:
  en: "Workers who are not on post yet: where they are from, how far they have come, when they are
    expected, and which labour squad brings them back. By province, those without a squad first."
  zh: 尚未到岗的员工：籍贯、当前状态、预计到岗日期，以及由哪支用工保障小分队接回。按省份排列，尚无小分队的在前。
result: table
group: progress
order: 30
parameters:
  enterprise: {default: null}
  team: {default: null, label: {en: Labour squad, zh: 用工保障小分队}}
  home: {type: string, default: null, label: {en: Home province, zh: 籍贯省份}}
  state: {type: string, enum: [home, travelling, quarantine], default: null, words: worker_state, label: {en: State, zh: 状态}}
columns:
  worker: {type: string, label: {en: Worker, zh: 员工编号}}
  worker_name: {whose: [enterprise, team]}
  phone: {whose: [enterprise, team]}
  home: {type: string, label: {en: Home, zh: 籍贯}}
  state: {type: string, enum: [home, travelling, quarantine, on_post], words: worker_state, label: {en: State, zh: 状态}}
  place:
  batch:
  vehicle:
  expected_on: {label: {en: Expected on, zh: 预计到岗日期}}
  enterprise:
  name: {label: {en: Enterprise (name), zh: 企业名称}}
  team: {label: {en: Labour squad, zh: 小分队}}
  team_name: {label: {en: Labour squad (name), zh: 小分队名称}}
  destination: {label: {en: Squad's destination, zh: 小分队前往地}}
example: {home: 安徽}
*/
// UNWIND of an empty list: a branch that is not asked for reads nothing.
CALL () {
  UNWIND CASE WHEN $enterprise IS NULL AND $team IS NULL THEN [1] ELSE [] END AS whole
  MATCH (w:Worker)
  RETURN w
  UNION ALL
  MATCH (e:Enterprise {id: $enterprise})<-[:WORKS_AT]-(w:Worker)
  WHERE $team IS NULL OR EXISTS { (:ServiceTeam {id: $team})-[:ESCORTS]->(w) }
  RETURN w
  UNION ALL
  UNWIND CASE WHEN $enterprise IS NULL THEN [1] ELSE [] END AS whole
  MATCH (t:ServiceTeam {id: $team})-[:ESCORTS]->(w:Worker)
  RETURN w
}
WITH w
WHERE coalesce(w.state, '') <> 'on_post'
  AND ($home IS NULL OR w.home = $home)
  AND ($state IS NULL OR w.state = $state)
OPTIONAL MATCH (w)-[:WORKS_AT]->(e:Enterprise)
CALL (w) {
  OPTIONAL MATCH (t:ServiceTeam)-[:ESCORTS]->(w)
  WHERE $team IS NULL OR t.id = $team
  RETURN t ORDER BY t.id LIMIT 1
}
RETURN
  w.id AS worker,
  w.name AS worker_name,
  w.phone AS phone,
  w.home AS home,
  w.state AS state,
  w.place AS place,
  w.batch AS batch,
  w.vehicle AS vehicle,
  w.expected_on AS expected_on,
  e.id AS enterprise,
  e.name AS name,
  t.id AS team,
  t.name AS team_name,
  t.destination AS destination
ORDER BY home, t IS NOT NULL, expected_on, worker
