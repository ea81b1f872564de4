// If all who make a material close down
/*
title: {en: If all who make a material close down, zh: 假如某物料无人供应}
about:
  en: "Who would be ready on another day if everybody who makes or delivers this material closed down
    today, with all else that they make: nobody would have it but from stock. Days are those until
    ready, of one that runs those it will lose; blank means never. Those who could never run any
    more come first, then those who lose most days. At most 5,000 enterprises."
  zh: 假如生产或供应该物料的企业今日起全部关停（其生产的其他物料随之停供），除库存外再无来源，哪些企业的料齐时间会变、推迟几天。天数为距料齐可复工的天数，在产企业则为断料停产天数，空白为无期；无期者列在最前，其后按推迟天数由多到少。至多 5000 家。
result: table
asked:
  en: [if nobody makes $material, if nobody delivers $material, what if nobody makes $material]
  zh: [假如$material断供, 如果$material断供, 假如没有$material, 假如$material无人供应]
parameters:
  material:
columns:
  enterprise:
  name:
  above_scale:
  before_days: {label: {en: Days as things stand, zh: 现状天数}}
  after_days: {label: {en: Days then, zh: 推演后天数}}
  gained_days:
derives: readiness
refuses:
  nobody: {where: material, en: is made or delivered by nobody who is open, zh: 没有未关停的企业生产或供应}
  many: {where: material, en: "is made or delivered by more than 5,000 enterprises", zh: 的供应企业超过 5000 家，无法推演}
example: {material: copper}
limit: 1000
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
CALL (graph) {
  MATCH (m:Material {id: $material})
  CALL (graph, m) {
    MATCH (e:Enterprise)-[:MAKES]->(m)
    RETURN e
    UNION
    MATCH (m)<-[:NEEDS]-(buyer:Enterprise)<-[r:SUPPLIES]-(e:Enterprise)
    WHERE r.material = $material
      AND coalesce(r.since <= graph.as_of, true) AND coalesce(r.until >= graph.as_of, true)
    RETURN e
  }
  WITH DISTINCT e WHERE coalesce(e.closed_on > graph.as_of, true)
  WITH e LIMIT 5001
  RETURN collect(e) AS open
}
WITH graph, open,
  CASE WHEN open = [] THEN 'nobody' WHEN size(open) > 5000 THEN 'many' END AS refused
FOREACH (e IN CASE WHEN refused IS NULL THEN open ELSE [] END | SET e.closed_on = graph.as_of)
WITH refused, CASE WHEN refused IS NULL THEN open ELSE [null] END AS closed
UNWIND closed AS e
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
ORDER BY after IS NOT NULL, gained_days, after_days, enterprise
