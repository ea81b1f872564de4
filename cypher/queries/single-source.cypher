// Single sources
/*
title: {en: Single sources, zh: 单一来源}
about:
  en: "Needs that hang on one supplier: sole where nobody else is known to make the material, single
    where others make it but do not supply it, main where one supplier holds more than half.
    Not confirmed means that the list of suppliers may not be complete. Where there are more than can
    be shown, those of the nearest tiers are."
  zh: 依赖某一家供应商的用料：独家（sole）指已知仅此一家生产；单一（single）指另有生产企业但未供货；主供（main）指一家占比过半。未确认表示供应商名单可能未全。条目过多而无法全部列出时，只列层级最近的。
result: table
group: single-source
order: 20
shown_on: {enterprise: {tiers: 0}}
asked:
  en: [who depends on one supplier of $enterprise]
  zh: [$enterprise单一来源, $enterprise独家供应]
parameters:
  enterprise: {default: null, label: {en: Enterprise (its tree; blank for all), zh: 企业（及其配套企业；留空为全部）}}
  tiers: {minimum: 0}
columns:
  buyer:
  buyer_name:
  tier: {label: {en: Tier of the buyer, zh: 采购方层级}}
  material:
  material_name:
  supplier:
  supplier_name:
  kind: {type: string, enum: [sole, single, main], words: source_kind, label: {en: Kind, zh: 类型}}
  makers:
  confirmed:
  essential:
  share_rate: {type: number, label: {en: Share of the shares named, zh: 占已知份额之比}}
example: {enterprise: gongniu}
limit: 2000
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today
// Buyers tier by tier. Where not all rows are shown, no more buyers are read than have as many needs
// with one supplier.
OPTIONAL MATCH (root:Enterprise {id: $enterprise})
WITH today, reduce(
  state = {tiers: [], last: [root], seen: [root], rows: 0}, tier IN range(0, $tiers) |
  CASE WHEN root IS NULL OR state.last = [] OR state.rows >= $most THEN state
  ELSE head([read IN [reduce(read = {rows: state.rows, buyers: 0}, e IN state.last |
      CASE WHEN coalesce(read.rows >= $most, false) THEN read ELSE {
        buyers: read.buyers + 1,
        rows: read.rows + CASE WHEN $most > 0 THEN head([materials IN [COLLECT {
            MATCH (s:Enterprise)-[r:SUPPLIES]->(e)
            WHERE s <> e AND coalesce(r.until >= today, true) AND coalesce(r.since <= today, true)
              AND NOT coalesce(s.closed_on <= today, false)
            RETURN r.material AS material ORDER BY material
          }] | size([i IN range(0, size(materials) - 1)
            WHERE (i = 0 OR materials[i - 1] <> materials[i])
              AND (i = size(materials) - 1 OR materials[i + 1] <> materials[i])])])
          ELSE 0 END} END)] |
    head([more IN [CASE WHEN read.rows >= $most OR tier = $tiers THEN [] ELSE COLLECT {
      UNWIND state.last AS e
      MATCH (s:Enterprise)-[r:SUPPLIES]->(e)
      WHERE coalesce(r.until >= today, true) AND coalesce(r.since <= today, true)
        AND NOT s IN state.seen
      RETURN DISTINCT s
    } END] | {tiers: state.tiers + [state.last[..read.buyers]], last: more, seen: state.seen + more,
      rows: read.rows}])]) END
  ).tiers AS tiers
// UNWIND of an empty list: a branch not asked for reads nothing
CALL (tiers) {
  UNWIND CASE WHEN $enterprise IS NULL THEN [1] ELSE [] END AS whole
  MATCH (e:Enterprise)
  RETURN e, null AS tier
  UNION ALL
  UNWIND range(0, size(tiers) - 1) AS tier
  UNWIND tiers[tier] AS e
  RETURN e, tier
}
MATCH (s:Enterprise)-[r:SUPPLIES]->(e)
WHERE s <> e AND coalesce(r.until >= today, true) AND coalesce(r.since <= today, true)
  AND NOT coalesce(s.closed_on <= today, false)
// parallel supplies of one supplier: their shares add up
WITH today, e, tier, r.material AS material, s, sum(toInteger(round(100 * r.share))) AS share,
  count(r.share) > 0 AS shared
WITH today, e, tier, material, count(*) AS suppliers, sum(share) AS total, max(share) AS most,
  min([-share, s.id])[1] AS supplier, min(CASE WHEN shared THEN 1 ELSE 0 END) = 1 AS shared
WHERE suppliers = 1 OR shared AND 2 * most > total
// makers of each material once: how many there are is known without reading them, and read where one of
// them is closed
WITH today, material, collect([e, tier, supplier, suppliers,
  CASE WHEN shared AND total > 0 THEN toFloat(most) / total END]) AS needs
WITH today, collect([material, needs]) AS of_materials
CALL (today) {
  MATCH (maker:Enterprise)-[:MAKES]->(m)
  WHERE maker.closed_on <= today
  RETURN collect(DISTINCT m) AS less
}
UNWIND of_materials AS one
MATCH (m:Material {id: one[0]})
WITH m, one[1] AS needs, CASE WHEN NOT m IN less THEN COUNT { (m)<-[:MAKES]-() } ELSE COUNT {
    MATCH (maker)-[:MAKES]->(m)
    WHERE NOT coalesce(maker.closed_on <= today, false)
  } END AS makers
// put together anew, so that no row carries those lists on
WITH m, makers, head(collect(needs)) AS needs
UNWIND needs AS need
WITH m, makers, need[0] AS e, need[1] AS tier, need[2] AS supplier, need[4] AS share_rate,
  CASE WHEN need[3] > 1 THEN 'main' WHEN makers > 1 THEN 'single' ELSE 'sole' END AS kind
ORDER BY tier, kind DESC, e.id, m.id LIMIT coalesce($most, 1000000000)
MATCH (s:Enterprise {id: supplier})
OPTIONAL MATCH (e)-[n:NEEDS]->(m)
RETURN
  e.id AS buyer,
  e.name AS buyer_name,
  tier,
  m.id AS material,
  m.name AS material_name,
  s.id AS supplier,
  s.name AS supplier_name,
  kind,
  makers,
  coalesce(n.suppliers_complete, false) AS confirmed,
  coalesce(n.essential, true) AS essential,
  share_rate
ORDER BY tier, kind DESC, buyer, material
