// Record who supplies what to whom
/*
title: {en: Record who supplies what to whom, zh: 登记供货关系}
about:
  en: "A supplier delivers a material to a buyer from the day given, else from the day at which the graph stands. Where it does so already, lead time and share are changed to what is given; what is left blank stays as it is. The answer lists whose day of readiness moved by it."
  zh: 登记供应商自某日起（默认为数据截止日）向采购方供应某物料；已有供货关系的，只更改所填的交货天数与份额，留空的保持不变。结果列出料齐时间因此变动的企业。
result: table
parameters:
  supplier:
  material:
  buyer:
  lead_days: {default: null, multipleOf: 0.01}
  share: {type: number, minimum: 0, maximum: 1, multipleOf: 0.01, default: null, label: {en: "Share of the buyer's needs, 0 to 1", zh: 份额（0–1）}}
  since: {type: string, format: date, default: null, label: {en: Since, zh: 起始日期}}
columns:
  enterprise:
  name:
  above_scale:
  before_days:
  after_days:
  gained_days:
whose: buyer
derives: readiness
refuses:
  itself: {where: buyer, en: supplier and buyer are the same enterprise, zh: 供应商与采购方是同一企业}
  shares: {where: share, en: is too much; the shares of this need would be above 1 together, zh: 过大，该用料各供应商份额合计将超过 1}
  supplier_closed: {where: supplier, en: is closed; record first that it is open again, zh: 已关停，请先登记恢复经营}
  buyer_closed: {where: buyer, en: is closed; record first that it is open again, zh: 已关停，请先登记恢复经营}
example: {supplier: jintian, material: copper, buyer: yuelong, lead_days: 1}
limit: 1000
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
MATCH (supplier:Enterprise {id: $supplier})
MATCH (buyer:Enterprise {id: $buyer})
MATCH (material:Material {id: $material})
// the supply of that first day, or whichever counts today; one that ended on the day it began goes on
OPTIONAL MATCH (supplier)-[r:SUPPLIES {material: $material}]->(buyer)
WHERE CASE WHEN $since IS NULL
    THEN coalesce(r.since = $said_on, false)
      OR coalesce(r.since <= graph.as_of, true) AND coalesce(r.until >= graph.as_of, true)
    ELSE r.since = $since END
WITH graph, supplier, buyer, material, r ORDER BY coalesce(r.until >= graph.as_of, true) DESC, r.since DESC
WITH graph, supplier, buyer, material, head(collect(r)) AS known
WITH graph, supplier, buyer, material, known, [word IN [
    CASE WHEN supplier = buyer THEN 'itself' END,
    CASE WHEN supplier.closed_on <= graph.as_of THEN 'supplier_closed' END,
    CASE WHEN buyer.closed_on <= graph.as_of AND buyer <> supplier THEN 'buyer_closed' END,
    CASE WHEN round($share + reduce(others = 0.0, share IN COLLECT {
        MATCH ()-[r:SUPPLIES {material: $material}]->(buyer)
        WHERE coalesce(r.until >= graph.as_of, true) AND coalesce(r <> known, true)
        RETURN coalesce(r.share, 0.0)
      } | others + share), 2) > 1 THEN 'shares' END
  ] WHERE word IS NOT NULL] AS refused
FOREACH (once IN CASE WHEN refused = [] THEN [1] ELSE [] END |
  MERGE (supplier)-[:MAKES]->(material)
  MERGE (buyer)-[:NEEDS]->(material)
)
FOREACH (once IN CASE WHEN refused = [] AND known IS NULL THEN [1] ELSE [] END |
  CREATE (supplier)-[:SUPPLIES {
    material: $material, lead_days: $lead_days, share: $share, since: coalesce($since, $said_on)
  }]->(buyer)
)
FOREACH (r IN CASE WHEN refused = [] AND known IS NOT NULL THEN [known] ELSE [] END |
  SET r.lead_days = coalesce($lead_days, r.lead_days), r.share = coalesce($share, r.share),
    r.until = CASE WHEN r.until >= graph.as_of THEN r.until END
)
RETURN buyer.id AS enterprise, refused
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
