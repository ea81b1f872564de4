// Reopen a request
/*
title: {en: "Reopen a request", zh: 需求重新办理}
about:
  en: "A request that was met or withdrawn, or whose match came to nothing, is open again; who was to deliver is cleared. A supply that was recorded when it was met still counts until it is ended."
  zh: 已解决、已撤回或对接未成的需求重新办理，原供给企业清空。办结时登记的供货关系仍然有效，须另行终止。
result: table
parameters:
  request:
  due_on:
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
  open: {where: request, en: is open already, zh: 正在办理中}
  closed: {where: request, en: was raised by an enterprise that is closed, zh: 提出企业已关停}
  past: {where: due_on, en: is before the day at which the graph stands, zh: 早于数据截止日}
notices:
  supply: {where: request, en: "was met; the supply recorded then still counts, end it with end-supply", zh: 曾办结，当时登记的供货关系仍有效，如已中断请登记供货终止}
example: {request: request-03}
limit: 1000
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
MATCH (e:Enterprise)-[:RAISED]->(q:Request {id: $request})
WITH e, q, [word IN [
    CASE WHEN q.state = 'open' THEN 'open' END,
    CASE WHEN e.closed_on <= graph.as_of THEN 'closed' END,
    CASE WHEN $due_on < graph.as_of THEN 'past' END
  ] WHERE word IS NOT NULL] AS refused,
  CASE WHEN q.state = 'met' AND EXISTS { (q)-[:FOR]->(:Material) } THEN 'supply' END AS noticed
CALL (q, refused) {
  WITH * WHERE refused = []
  OPTIONAL MATCH (q)<-[old:MEETS|BROKERED]-(:Enterprise)
  DELETE old
  WITH DISTINCT q
  SET q.state = 'open', q.due_on = coalesce($due_on, q.due_on), q.note = CASE WHEN $note IS NULL THEN q.note ELSE coalesce(q.note + '；', '') + $note END
  REMOVE q.met_on, q.met_gain_days, q.promised_gain_days, q.promised_lead_days, q.satisfaction
}
RETURN e.id AS enterprise, refused, noticed, [] AS said
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
