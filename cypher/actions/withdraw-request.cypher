// Withdraw a request
/*
title: {en: "Withdraw a request", zh: 撤回需求}
about:
  en: "The request is wanted no longer, or was raised by mistake; it stays on record with the reason."
  zh: 需求不再需要或属误报的，予以撤回；记录与原因仍保留。
result: table
parameters:
  request:
  note: {type: string, default: null, maxLength: 200, label: {en: Reason, zh: 原因}}
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
  met: {where: request, en: is met already, zh: 已解决}
  withdrawn: {where: request, en: was withdrawn already, zh: 已撤回}
example: {request: request-09}
limit: 1000
timeout: 30
*/
MATCH (e:Enterprise)-[:RAISED]->(q:Request {id: $request})
WITH e, q, CASE WHEN q.state IN ['met', 'withdrawn'] THEN q.state END AS refused
CALL (q, refused) {
  WITH * WHERE refused IS NULL
  SET q.state = 'withdrawn', q.note = CASE WHEN $note IS NULL THEN q.note ELSE coalesce(q.note + '；', '') + $note END
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
