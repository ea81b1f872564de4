// Record that a supply ends
/*
title: {en: Record that a supply ends, zh: 登记供货终止}
about:
  en: "A supplier delivers a material to a buyer no longer than until the day given, else until the day before that at which the graph stands. The answer lists whose day of readiness moved by it."
  zh: 登记供应商对采购方某物料的最后供货日，默认为数据截止日的前一天。结果列出料齐时间因此变动的企业。
result: table
parameters:
  supplier:
  material:
  buyer:
  until: {type: string, format: date, default: null, label: {en: Last day, zh: 最后供货日}}
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
  none: {where: supplier, en: does not supply this material to this buyer today, zh: 目前并未向该采购方供应此物料}
  before: {where: until, en: is before the day since which it delivers, zh: 早于供货起始日期}
example: {supplier: diankou-copper, material: copper, buyer: yuelong}
limit: 1000
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
MATCH (supplier:Enterprise {id: $supplier})
MATCH (buyer:Enterprise {id: $buyer})
MATCH (material:Material {id: $material})
WITH graph, supplier, buyer, coalesce($until, $said_on - duration({days: 1})) AS last
OPTIONAL MATCH (supplier)-[r:SUPPLIES {material: $material}]->(buyer)
WHERE coalesce(r.since <= graph.as_of, true) AND coalesce(r.until >= graph.as_of, true)
WITH buyer, last, collect(r) AS counting
WITH buyer, last, counting, [word IN [
    CASE WHEN counting = [] THEN 'none' END,
    CASE WHEN $until IS NOT NULL AND any(r IN counting WHERE r.since > last) THEN 'before' END
  ] WHERE word IS NOT NULL] AS refused
FOREACH (r IN CASE WHEN refused = [] THEN counting ELSE [] END | SET r.until = last)
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
