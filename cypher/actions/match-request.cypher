// Match a request with a supplier
/*
title: {en: "Match a request with a supplier", zh: 需求对接}
about:
  en: "Somebody will meet the request: a supplier, and who brought the two together. The gain in days that the match promises is tried as a what-if and kept with the request. The lead time is the one given, else the one this supplier promised before, else that of its present supply to the enterprise, else the median of its own for this material, else the shortest of today's suppliers, else 1 day. A match that came to nothing is replaced by another."
  zh: 为需求对接供给企业，并登记牵线企业；预计提前天数按推演得出并随需求保存。交货天数未填的，取该企业此前承诺的天数、其现有供货的交货天数、其供应该物料的中位数，再无取现有供应商中最短者，仍无按 1 天。对接未成的可改与他家对接。
result: table
parameters:
  request:
  supplier: {label: {en: Who delivers, zh: 供给企业}}
  broker:
  lead_days: {default: null, multipleOf: 0.01}
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
foresees: meets-request
refuses:
  met: {where: request, en: is met already; reopen it first, zh: 已解决，如需再办请先重新办理}
  withdrawn: {where: request, en: was withdrawn; reopen it first, zh: 已撤回，如需再办请先重新办理}
  closed: {where: request, en: was raised by an enterprise that is closed, zh: 提出企业已关停}
  itself: {where: supplier, en: is the enterprise that raised the request, zh: 即提出需求的企业本身}
  supplier_closed: {where: supplier, en: is closed, zh: 已关停}
  maker: {where: supplier, en: "is not known to make this material; record first that it does, or choose a maker", zh: 并非该物料的已知生产企业，请先补充其生产物料，或另选生产企业}
  broker: {where: broker, en: is one of the two that are brought together, zh: 即供需双方之一，无须牵线}
notices:
  capacity: {where: supplier, en: can make less a day than this enterprise uses, zh: 日产能低于需求企业的日用量}
example: {request: request-01, supplier: jintian, broker: gongniu}
limit: 1000
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
MATCH (e:Enterprise)-[:RAISED]->(q:Request {id: $request})
MATCH (s:Enterprise {id: $supplier})
OPTIONAL MATCH (q)-[:FOR]->(m:Material)
OPTIONAL MATCH (broker:Enterprise {id: $broker})
OPTIONAL MATCH (s)-[makes:MAKES]->(m)
OPTIONAL MATCH (e)-[needs:NEEDS]->(m)
// the lead of one that supplies it already
CALL (graph, e, s, m) {
  MATCH (s)-[r:SUPPLIES]->(e)
  WHERE r.material = m.id AND coalesce(r.since <= graph.as_of, true) AND coalesce(r.until >= graph.as_of, true)
  WITH r ORDER BY r.since DESC
  RETURN head(collect(r)).lead_days AS known
}
CALL (graph, s, m) {
  MATCH (s)-[r:SUPPLIES]->(other:Enterprise)
  WHERE r.material = m.id AND r.lead_days IS NOT NULL AND other <> s
    AND coalesce(r.until >= graph.as_of, true) AND coalesce(r.since <= graph.as_of, true)
  WITH other, min(r.lead_days) AS lead
  RETURN percentileCont(lead, 0.5) AS own
}
CALL (graph, e, m) {
  MATCH (other:Enterprise)-[r:SUPPLIES]->(e)
  WHERE r.material = m.id AND other <> e
    AND coalesce(r.until >= graph.as_of, true) AND coalesce(r.since <= graph.as_of, true)
  RETURN min(r.lead_days) AS present
}
WITH e, q, s, broker, [word IN [
    CASE WHEN q.state IN ['met', 'withdrawn'] THEN q.state END,
    CASE WHEN e.closed_on <= graph.as_of THEN 'closed' END,
    CASE WHEN s = e THEN 'itself' END,
    CASE WHEN s.closed_on <= graph.as_of THEN 'supplier_closed' END,
    CASE WHEN m IS NOT NULL AND s <> e AND NOT EXISTS { (s)-[:MAKES]->(m) } THEN 'maker' END,
    CASE WHEN broker IN [s, e] THEN 'broker' END
  ] WHERE word IS NOT NULL] AS refused,
  CASE WHEN makes.daily_capacity < needs.daily_quantity THEN 'capacity' END AS noticed,
  CASE WHEN m IS NOT NULL
    THEN round(coalesce($lead_days, CASE WHEN EXISTS { (s)-[:MEETS]->(q) } THEN q.promised_lead_days END,
      known, own, present, 1.0), 2) END AS lead,
  // blank where it is never ready before or then; who is not moved gains nothing
  CASE
    WHEN m IS NULL OR $foreseen IS NULL OR e.ready_days IS NULL THEN null
    WHEN any(one IN $foreseen WHERE one[0] = e.id)
      THEN head([one IN $foreseen WHERE one[0] = e.id | round(one[1] - one[2], 2)])
    ELSE 0.0
  END AS gain
CALL (e, q, s, broker, lead, gain, refused) {
  WITH * WHERE refused = []
  OPTIONAL MATCH (q)<-[old:MEETS|BROKERED]-(other:Enterprise)
  WHERE type(old) = 'MEETS' AND other <> s
    OR type(old) = 'BROKERED' AND (broker IS NULL OR other <> broker)
  DELETE old
  WITH DISTINCT q, s, broker, lead, gain
  MERGE (s)-[:MEETS]->(q)
  FOREACH (by IN CASE WHEN broker IS NULL THEN [] ELSE [broker] END | MERGE (by)-[:BROKERED]->(q))
  SET q.state = 'matched', q.promised_lead_days = lead, q.promised_gain_days = gain,
    q.note = CASE WHEN $note IS NULL THEN q.note ELSE coalesce(q.note + '；', '') + $note END
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
