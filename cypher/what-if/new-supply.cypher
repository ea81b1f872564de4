// If one more supplier delivers
/*
title: {en: If one more supplier delivers, zh: 假如新增供货}
about:
  en: "Who would be ready on another day if this supplier delivered this material to this buyer from
    today. Days are those until ready, of one that runs those it will lose; blank means never. Those
    who could not begin at all before come first, then those who gain most. No share is assumed:
    where the present suppliers of that material have shares, the first delivery counts."
  zh: 假如该供应商今日起向该采购方供应该物料，哪些企业的料齐时间会变、提前几天。天数为距料齐可复工的天数，在产企业则为断料停产天数，空白为无期；原本无期而因此可复工者列在最前，其后按提前天数由多到少。新增供货不设份额：该物料原供应商有份额的，改按最先到货计。
result: table
parameters:
  supplier:
  material:
  buyer:
  lead_days:
columns:
  enterprise:
  name:
  above_scale:
  before_days: {label: {en: Days as things stand, zh: 现状天数}}
  after_days: {label: {en: Days then, zh: 推演后天数}}
  gained_days: {sum: true}
derives: readiness
refuses:
  itself: {where: buyer, en: supplier and buyer are the same enterprise, zh: 供应商与采购方是同一企业}
  closed: {where: supplier, en: has closed and delivers nothing, zh: 已关停，无法供货}
  exists: {where: supplier, en: supplies this material to this buyer today already, zh: 目前已向该采购方供应此物料}
example: {supplier: jintian, material: copper, buyer: yuelong, lead_days: 1}
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
MATCH (supplier:Enterprise {id: $supplier})
MATCH (buyer:Enterprise {id: $buyer})
MATCH (material:Material {id: $material})
WITH graph, supplier, buyer, material, CASE
    WHEN supplier = buyer THEN 'itself'
    WHEN supplier.closed_on <= graph.as_of THEN 'closed'
    WHEN EXISTS {
      MATCH (supplier)-[r:SUPPLIES {material: $material}]->(buyer)
      WHERE coalesce(r.since <= graph.as_of, true) AND coalesce(r.until >= graph.as_of, true)
    } THEN 'exists'
  END AS refused
FOREACH (once IN CASE WHEN refused IS NULL THEN [1] ELSE [] END |
  MERGE (supplier)-[:MAKES]->(material)
  MERGE (buyer)-[:NEEDS]->(material)
  CREATE (supplier)-[:SUPPLIES {
    material: $material, lead_days: $lead_days, since: graph.as_of
  }]->(buyer)
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
ORDER BY before IS NOT NULL, after IS NULL, gained_days DESC, after_days, enterprise
