// If a supplier meets a request
/*
title: {en: If a supplier meets a request, zh: 假如需求由此企业满足}
about:
  en: "Who would be ready on another day if this supplier delivered, from today, the material that a
    request asks for; blank is the one with whom it is matched. The lead time is the one given, else
    the one promised, else that of its present supply to the enterprise, else the median of the supplier's
    own for this material, else the shortest of today's suppliers, else 1 day."
  zh: 假如由该企业（留空为已对接企业）自今日起供应某需求所需的物料，哪些企业的料齐时间会变、提前几天。交货天数取所填值，再依次取承诺天数、其现有供货的交货天数、该企业供应该物料的中位数、现有供应商中最短者，仍无按 1 天。
result: table
parameters:
  request:
  supplier: {default: null, label: {en: Who delivers (blank for who was matched), zh: 供给企业（留空为已对接企业）}}
  lead_days: {default: null, multipleOf: 0.01}
  share: {type: number, minimum: 0, maximum: 1, multipleOf: 0.01, default: null, label: {en: "Share of what its enterprise needs, 0 to 1", zh: 份额（0–1）}}
columns:
  enterprise:
  name:
  above_scale:
  before_days: {label: {en: Days as things stand, zh: 现状天数}}
  after_days: {label: {en: Days then, zh: 推演后天数}}
  gained_days:
derives: readiness
refuses:
  kind: {where: request, en: is not for a material, zh: 不是物料需求}
  who: {where: supplier, en: is not known; say who delivers, zh: 尚无供给企业，请填写}
  itself: {where: supplier, en: is the enterprise that raised the request, zh: 即提出需求的企业本身}
  supplier_closed: {where: supplier, en: is closed, zh: 已关停}
  shares: {where: share, en: is too much; the shares of this need would be above 1 together, zh: 过大，该用料各供应商份额合计将超过 1}
example: {request: request-01, supplier: jintian}
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
MATCH (e:Enterprise)-[:RAISED]->(q:Request {id: $request})
OPTIONAL MATCH (q)-[:FOR]->(m:Material)
OPTIONAL MATCH (given:Enterprise {id: $supplier})
OPTIONAL MATCH (matched:Enterprise)-[:MEETS]->(q)
WITH graph, e, m, coalesce(given, matched) AS s, graph.as_of AS day,
  CASE WHEN given IS NULL OR given = matched THEN q.promised_lead_days END AS promised
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
OPTIONAL MATCH (s)-[r:SUPPLIES]->(e)
WHERE r.material = m.id AND (coalesce(r.since = day, false)
  OR coalesce(r.since <= graph.as_of, true) AND coalesce(r.until >= graph.as_of, true))
WITH *, r ORDER BY coalesce(r.until >= graph.as_of, true) DESC, r.since DESC
WITH graph, e, m, s, day, promised, own, present, head(collect(r)) AS known
WITH graph, e, m, s, day, known,
  round(coalesce($lead_days, promised, known.lead_days, own, present, 1.0), 2) AS lead,
  [word IN [
    CASE WHEN m IS NULL THEN 'kind' END,
    CASE WHEN s IS NULL THEN 'who' END,
    CASE WHEN s = e THEN 'itself' END,
    CASE WHEN s.closed_on <= graph.as_of THEN 'supplier_closed' END,
    CASE WHEN round($share + reduce(others = 0.0, share IN COLLECT {
        MATCH (:Enterprise)-[r:SUPPLIES]->(e)
        WHERE r.material = m.id AND coalesce(r.until >= graph.as_of, true)
          AND coalesce(r <> known, true)
        RETURN coalesce(r.share, 0.0)
      } | others + share), 2) > 1 THEN 'shares' END
  ] WHERE word IS NOT NULL] AS refused
CALL (graph, e, m, s, day, known, lead, refused) {
  WITH *, graph.as_of AS today WHERE refused = []
  FOREACH (of IN CASE WHEN m IS NULL THEN [] ELSE [m] END |
    MERGE (s)-[:MAKES]->(of)
    MERGE (e)-[:NEEDS]->(of)
  )
  FOREACH (of IN CASE WHEN m IS NULL OR known IS NOT NULL THEN [] ELSE [m] END |
    CREATE (s)-[:SUPPLIES {
      material: of.id, lead_days: lead, share: $share, since: day
    }]->(e)
  )
  FOREACH (r IN CASE WHEN known IS NULL THEN [] ELSE [known] END |
    SET r.lead_days = coalesce(lead, r.lead_days), r.share = coalesce($share, r.share),
      r.until = CASE WHEN r.until >= today THEN r.until END
  )
}
RETURN e.id AS enterprise, refused
;
UNWIND $changed AS change
WITH change[0] AS id, change[1] AS before, change[2] AS after
MATCH (e:Enterprise {id: id})
RETURN
  e.id AS enterprise,
  e.name AS name,
  coalesce(e.above_scale, false) AS above_scale,
  before AS before_days,
  after AS after_days,
  round(before - after, 2) AS gained_days
ORDER BY before IS NOT NULL, after IS NULL, gained_days DESC, after_days, enterprise
