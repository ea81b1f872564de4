// Record how satisfied an enterprise is
/*
title: {en: "Record how satisfied an enterprise is", zh: 登记满意度}
about:
  en: "How satisfied the enterprise is with how its request was met: 1 to 5, 5 is the best."
  zh: 登记企业对需求办结的满意度，1–5 分，5 分最高。
result: table
parameters:
  request:
  satisfaction: {type: integer, minimum: 1, maximum: 5, label: {en: "Satisfaction, 1 to 5", zh: 满意度（1–5）}}
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
  unmet: {where: request, en: is not met yet, zh: 尚未解决}
example: {request: request-03, satisfaction: 5}
limit: 1000
timeout: 30
*/
MATCH (e:Enterprise)-[:RAISED]->(q:Request {id: $request})
WITH e, q, CASE WHEN q.state <> 'met' THEN 'unmet' END AS refused
CALL (q, refused) {
  WITH * WHERE refused IS NULL
  SET q.satisfaction = $satisfaction, q.note = CASE WHEN $note IS NULL THEN q.note ELSE coalesce(q.note + '；', '') + $note END
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
