// Assign a request to a team
/*
title: {en: "Assign a request to a team", zh: 需求交办}
about:
  en: "A team handles the request from now on; its level and its due day may be set at the same time."
  zh: 将需求交由某专班办理，可同时设定办理层级与要求解决日期。
result: table
parameters:
  request:
  team: {label: {en: Handled by, zh: 办理专班}}
  level:
  due_on:
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
  past: {where: due_on, en: is before the day at which the graph stands, zh: 早于数据截止日}
example: {request: request-01, team: team-04}
limit: 1000
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
MATCH (e:Enterprise)-[:RAISED]->(q:Request {id: $request})
MATCH (team:ServiceTeam {id: $team})
WITH e, q, team, [word IN [
    CASE WHEN q.state IN ['met', 'withdrawn'] THEN q.state END,
    CASE WHEN e.closed_on <= graph.as_of THEN 'closed' END,
    CASE WHEN $due_on < graph.as_of THEN 'past' END
  ] WHERE word IS NOT NULL] AS refused
CALL (q, team, refused) {
  WITH * WHERE refused = []
  OPTIONAL MATCH (other:ServiceTeam)-[handles:HANDLES]->(q) WHERE other <> team
  DELETE handles
  WITH DISTINCT q, team
  MERGE (team)-[:HANDLES]->(q)
  SET q.level = coalesce($level, q.level), q.due_on = coalesce($due_on, q.due_on),
    q.note = CASE WHEN $note IS NULL THEN q.note ELSE coalesce(q.note + '；', '') + $note END
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
