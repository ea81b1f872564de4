// Escalate a request
/*
title: {en: "Escalate a request", zh: 需求上报}
about:
  en: "What cannot be decided here goes up: to the level given, else to the next one, and to a team of that level if one is given. Who handles it stays the same."
  zh: 本级无法解决的需求上报至所选层级，未选则为上一级；可同时指定上级专班。办理专班不变。
result: table
parameters:
  request:
  level:
  team: {default: null, offered_on: null, label: {en: Escalated to, zh: 上报至专班}}
  note: {type: string, default: null, maxLength: 200, label: {en: Note to be added, zh: 补充备注}}
columns:
  request:
  kind: {type: string, words: request_kind, label: {en: Kind, zh: 类别}}
  state: {type: string, words: request_state, label: {en: State, zh: 状态}}
  enterprise:
  name:
  material:
  material_name:
  quantity: {type: number, label: {en: Quantity, zh: 数量}}
  unit:
  due_on:
  level:
  team:
  team_name:
  met_by:
  met_by_name:
  promised_gain_days:
whose: request
derives: readiness
refuses:
  met: {where: request, en: is met already; reopen it first, zh: 已解决，如需再办请先重新办理}
  withdrawn: {where: request, en: was withdrawn; reopen it first, zh: 已撤回，如需再办请先重新办理}
  closed: {where: request, en: was raised by an enterprise that is closed, zh: 提出企业已关停}
  top: {where: request, en: is at the level of the city already, zh: 已在市级，无法再上报}
  lower: {where: level, en: is not above the level at which the request is, zh: 不高于当前办理层级}
example: {request: request-01}
limit: 1000
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
MATCH (e:Enterprise)-[:RAISED]->(q:Request {id: $request})
OPTIONAL MATCH (team:ServiceTeam {id: $team})
WITH graph, e, q, team, ['town', 'county', 'city'] AS levels,
  CASE q.level WHEN 'city' THEN 2 WHEN 'county' THEN 1 ELSE 0 END AS now,
  CASE $level WHEN 'city' THEN 2 WHEN 'county' THEN 1 WHEN 'town' THEN 0 END AS wanted
WITH e, q, team, coalesce($level, levels[now + 1]) AS next, [word IN [
    CASE WHEN q.state IN ['met', 'withdrawn'] THEN q.state END,
    CASE WHEN e.closed_on <= graph.as_of THEN 'closed' END,
    CASE WHEN now = 2 THEN 'top' WHEN wanted <= now THEN 'lower' END
  ] WHERE word IS NOT NULL] AS refused
CALL (q, team, next, refused) {
  WITH * WHERE refused = []
  OPTIONAL MATCH (q)-[up:ESCALATED_TO]->(other:ServiceTeam) WHERE other <> team
  DELETE up
  WITH DISTINCT q, team, next
  FOREACH (to IN CASE WHEN team IS NULL THEN [] ELSE [team] END | MERGE (q)-[:ESCALATED_TO]->(to))
  SET q.level = next, q.note = CASE WHEN $note IS NULL THEN q.note ELSE coalesce(q.note + '；', '') + $note END
}
RETURN e.id AS enterprise, refused, [] AS said
;
MATCH (q:Request {id: $request})
MATCH (e:Enterprise)-[:RAISED]->(q)
OPTIONAL MATCH (q)-[:FOR]->(m:Material)
OPTIONAL MATCH (t:ServiceTeam)-[:HANDLES]->(q)
OPTIONAL MATCH (s:Enterprise)-[:MEETS]->(q)
RETURN
  q.id AS request,
  q.kind AS kind,
  q.state AS state,
  e.id AS enterprise,
  e.name AS name,
  m.id AS material,
  m.name AS material_name,
  q.quantity AS quantity,
  m.unit AS unit,
  q.due_on AS due_on,
  q.level AS level,
  t.id AS team,
  t.name AS team_name,
  s.id AS met_by,
  s.name AS met_by_name,
  q.promised_gain_days AS promised_gain_days
