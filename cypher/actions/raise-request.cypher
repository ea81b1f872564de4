// Raise a request
/*
title: {en: "Raise a request", zh: 登记需求}
about:
  en: "An enterprise wants something: an entry of its needs list. A need for a material names it. It is handled by the team given, else by the service team that serves the enterprise, and decided by the town unless another level is given. Its number is in the answer."
  zh: 登记企业的一项需求，列入需求清单；物料需求须写明物料。办理专班未填的，取联系该企业的服务专班；办理层级默认镇街。结果给出需求编号。
result: table
asked:
  en: [raise a request for $enterprise, $enterprise needs help]
  zh: [$enterprise有需求, 给$enterprise登记需求]
parameters:
  enterprise:
  kind: {type: string, enum: [material, labour, protection, funds, logistics, permit, energy, land, pass], words: request_kind, label: {en: Kind, zh: 类别}}
  material: {default: null, offered_on: null}
  quantity: {type: number, minimum: 0, maximum: 1000000000000, default: null, multipleOf: 0.01, label: {en: Quantity, zh: 数量}}
  due_on:
  raised_by: {type: string, default: null, maxLength: 200, label: {en: Raised by, zh: 提出人}}
  team: {default: null, offered_on: null, label: {en: Handled by, zh: 办理专班}}
  level:
  note: {type: string, default: null, maxLength: 200, label: {en: Note, zh: 备注}}
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
derives: readiness
refuses:
  closed: {where: enterprise, en: is closed; record first that it is open again, zh: 已关停，请先登记恢复经营}
  which: {where: material, en: is needed for a request of this kind, zh: 物料需求须写明物料}
  other: {where: material, en: belongs to a request for a material only, zh: 仅物料需求填写物料}
  past: {where: due_on, en: is before the day at which the graph stands, zh: 早于数据截止日}
notices:
  again: {where: kind, en: "is wanted by this enterprise in another request that is open, too", zh: 该企业已有同类需求尚未解决，请核对是否重复}
example: {enterprise: gongniu, kind: labour, due_on: 2020-02-20}
limit: 1000
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
MATCH (e:Enterprise {id: $enterprise})
OPTIONAL MATCH (m:Material {id: $material})
OPTIONAL MATCH (given:ServiceTeam {id: $team})
WITH graph, e, m, coalesce(given, head(COLLECT {
    MATCH (t:ServiceTeam {kind: 'service_team'})-[:SERVES]->(e)
    RETURN t ORDER BY t.id LIMIT 1
  })) AS team,
  [word IN [
    CASE WHEN e.closed_on <= graph.as_of THEN 'closed' END,
    CASE WHEN $kind = 'material' AND m IS NULL THEN 'which' END,
    CASE WHEN $kind <> 'material' AND m IS NOT NULL THEN 'other' END,
    CASE WHEN $due_on < graph.as_of THEN 'past' END
  ] WHERE word IS NOT NULL] AS refused,
  CASE WHEN EXISTS {
    MATCH (e)-[:RAISED]->(q:Request {kind: $kind})
    WHERE q.state IN ['open', 'matched'] AND (m IS NULL OR EXISTS { (q)-[:FOR]->(m) })
  } THEN 'again' END AS noticed,
  coalesce(graph.last_request, COUNT { (:Request) }) AS last
// a number is never given twice, not even after the first was undone
CALL (last) {
  UNWIND range(last + 1, last + 1 + COUNT { (:Request) }) AS number
  WITH number WHERE NOT EXISTS { (:Request {id: 'request-' + toString(number)}) }
  RETURN number LIMIT 1
}
CALL (graph, e, m, team, refused, number) {
  WITH * WHERE refused = []
  SET graph.last_request = number
  CREATE (e)-[:RAISED]->(q:Request {
    id: 'request-' + toString(number), kind: $kind, state: 'open', quantity: $quantity,
    raised_on: $said_on, raised_by: $raised_by, due_on: $due_on,
    level: coalesce($level, 'town'), note: $note
  })
  FOREACH (of IN CASE WHEN m IS NULL THEN [] ELSE [m] END | CREATE (q)-[:FOR]->(of))
  FOREACH (by IN CASE WHEN team IS NULL THEN [] ELSE [team] END | CREATE (by)-[:HANDLES]->(q))
  RETURN collect(['Request', q.id]) AS made
}
RETURN e.id AS enterprise, refused, noticed, made, [] AS said
;
MATCH (q:Request) WHERE q.id IN $made
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
