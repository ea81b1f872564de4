// Record that a request is met
/*
title: {en: "Record that a request is met", zh: 需求办结}
about:
  en: "The request is met: by the supplier with whom it was matched, or by the one given. For a material the supply is recorded from that day, with the lead time given, else the one promised, and the gain in days that came of it is kept beside the one that was promised. The answer lists whose day of readiness moved by it."
  zh: 登记需求已解决：由已对接的供给企业或所填企业供给。物料需求同时登记供货关系，交货天数未填的取承诺天数；实际提前天数随需求保存，与预计天数并列。结果列出料齐时间因此变动的企业。
result: table
parameters:
  request:
  supplier: {default: null, label: {en: Who delivers (blank for who was matched), zh: 供给企业（留空为已对接企业）}}
  broker:
  lead_days: {default: null, multipleOf: 0.01}
  share: {type: number, minimum: 0, maximum: 1, multipleOf: 0.01, default: null, label: {en: "Share of what its enterprise needs, 0 to 1", zh: 份额（0–1）}}
  met_on: {type: string, format: date, default: null, label: {en: Met on, zh: 解决日期}}
  satisfaction: {type: integer, minimum: 1, maximum: 5, default: null, label: {en: "Satisfaction, 1 to 5", zh: 满意度（1–5）}}
  note: {type: string, default: null, maxLength: 200, label: {en: Note to be added, zh: 补充备注}}
columns:
  enterprise:
  name:
  above_scale:
  before_days:
  after_days:
  gained_days:
whose: request
derives: readiness
foresees: meets-request
refuses:
  met: {where: request, en: is met already; reopen it first, zh: 已解决，如需再办请先重新办理}
  withdrawn: {where: request, en: was withdrawn; reopen it first, zh: 已撤回，如需再办请先重新办理}
  closed: {where: request, en: was raised by an enterprise that is closed, zh: 提出企业已关停}
  who: {where: supplier, en: is not known; say who delivers, zh: 尚无供给企业，请填写}
  lead: {where: lead_days, en: "is not known; say in how many days the first delivery arrives", zh: 尚不清楚，请填写首批几天可到}
  itself: {where: supplier, en: is the enterprise that raised the request, zh: 即提出需求的企业本身}
  supplier_closed: {where: supplier, en: is closed, zh: 已关停}
  maker: {where: supplier, en: "is not known to make this material; record first that it does, or choose a maker", zh: 并非该物料的已知生产企业，请先补充其生产物料，或另选生产企业}
  broker: {where: broker, en: is one of the two that are brought together, zh: 即供需双方之一，无须牵线}
  shares: {where: share, en: is too much; the shares of this need would be above 1 together, zh: 过大，该用料各供应商份额合计将超过 1}
  future: {where: met_on, en: is after the day at which the graph stands, zh: 晚于数据截止日}
  early: {where: met_on, en: is before the day on which the request was raised, zh: 早于提出日期}
example: {request: request-01, supplier: jintian, lead_days: 1}
limit: 1000
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
MATCH (e:Enterprise)-[:RAISED]->(q:Request {id: $request})
OPTIONAL MATCH (q)-[:FOR]->(m:Material)
OPTIONAL MATCH (given:Enterprise {id: $supplier})
OPTIONAL MATCH (matched:Enterprise)-[:MEETS]->(q)
OPTIONAL MATCH (broker:Enterprise {id: $broker})
WITH graph, e, q, m, coalesce(given, matched) AS s, broker, coalesce($met_on, $said_on) AS day,
  CASE WHEN given IS NULL OR given = matched THEN q.promised_lead_days END AS promised
OPTIONAL MATCH (s)-[r:SUPPLIES]->(e)
WHERE r.material = m.id AND (coalesce(r.since = day, false)
  OR coalesce(r.since <= graph.as_of, true) AND coalesce(r.until >= graph.as_of, true))
WITH *, r ORDER BY coalesce(r.until >= graph.as_of, true) DESC, r.since DESC
WITH graph, e, q, m, s, broker, day, promised, head(collect(r)) AS known
WITH *, coalesce($lead_days, promised, known.lead_days) AS lead
WITH graph, e, q, m, s, broker, day, known, lead, [word IN [
    CASE WHEN q.state IN ['met', 'withdrawn'] THEN q.state END,
    CASE WHEN e.closed_on <= graph.as_of THEN 'closed' END,
    CASE WHEN m IS NOT NULL AND s IS NULL THEN 'who' END,
    CASE WHEN m IS NOT NULL AND s IS NOT NULL AND lead IS NULL THEN 'lead' END,
    CASE WHEN s = e THEN 'itself' END,
    CASE WHEN s.closed_on <= graph.as_of THEN 'supplier_closed' END,
    CASE WHEN m IS NOT NULL AND s <> e AND NOT EXISTS { (s)-[:MAKES]->(m) } THEN 'maker' END,
    CASE WHEN broker IN [s, e] THEN 'broker' END,
    CASE WHEN round($share + reduce(others = 0.0, share IN COLLECT {
        MATCH (:Enterprise)-[r:SUPPLIES]->(e)
        WHERE r.material = m.id AND coalesce(r.until >= graph.as_of, true)
          AND coalesce(r <> known, true)
        RETURN coalesce(r.share, 0.0)
      } | others + share), 2) > 1 THEN 'shares' END,
    CASE WHEN $met_on > graph.as_of THEN 'future' END,
    CASE WHEN day < q.raised_on THEN 'early' END
  ] WHERE word IS NOT NULL] AS refused,
  // blank where it is never ready before or then; who is not moved gains nothing
  CASE
    WHEN m IS NULL OR $foreseen IS NULL OR e.ready_days IS NULL THEN null
    WHEN any(one IN $foreseen WHERE one[0] = e.id)
      THEN head([one IN $foreseen WHERE one[0] = e.id | round(one[1] - one[2], 2)])
    ELSE 0.0
  END AS gain
CALL (graph, e, q, m, s, broker, day, known, refused, lead, gain) {
  WITH *, graph.as_of AS today WHERE refused = []
  OPTIONAL MATCH (q)<-[old:MEETS|BROKERED]-(other:Enterprise)
  WHERE type(old) = 'MEETS' AND other <> s
    OR type(old) = 'BROKERED' AND broker IS NOT NULL AND other <> broker
  DELETE old
  WITH DISTINCT today, e, q, m, s, broker, day, known, lead, gain
  FOREACH (by IN CASE WHEN s IS NULL THEN [] ELSE [s] END | MERGE (by)-[:MEETS]->(q))
  FOREACH (by IN CASE WHEN broker IS NULL THEN [] ELSE [broker] END | MERGE (by)-[:BROKERED]->(q))
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
  SET q.state = 'met', q.met_on = day, q.met_gain_days = gain,
    q.satisfaction = coalesce($satisfaction, q.satisfaction),
    q.note = CASE WHEN $note IS NULL THEN q.note ELSE coalesce(q.note + '；', '') + $note END
}
RETURN e.id AS enterprise, refused, [] AS said
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
ORDER BY before IS NOT NULL, after IS NULL, abs(gained_days) DESC, after_days, enterprise
