// Single sources
/*
title: {en: Single sources, zh: 单一来源}
about:
  en: "Needs that hang on one supplier: sole where nobody else is known to make the material, single
    where others make it but do not supply it, main where one supplier holds more than half.
    Not confirmed means that the list of suppliers may not be complete."
  zh: 依赖某一家供应商的用料：独家（sole）指已知仅此一家生产；单一（single）指另有生产企业但未供货；主供（main）指一家占比过半。未确认表示供应商名单可能未全。
result: table
group: single-source
order: 20
shown_on: {enterprise: {tiers: 0}}
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
  essential: {type: boolean, label: {en: Essential, zh: 关键物料}}
  share_rate: {type: number, label: {en: Share of the shares named, zh: 占已知份额之比}}
example: {enterprise: gongniu}
limit: 2000
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today
OPTIONAL MATCH (root:Enterprise {id: $enterprise})
// No more tiers are read than hold the rows that are shown, where not all are
CALL (today, root) {
  UNWIND CASE WHEN $most IS NULL OR root IS NULL THEN [] ELSE [2, 3, 4] END AS reach
  CALL (today, root, reach) {
    CALL (today, root, reach) {
      WITH * WHERE reach = 2
      MATCH p = (root)<-[:SUPPLIES*0..2]-(e)
      WHERE all(r IN relationships(p)
        WHERE coalesce(r.until >= today, true) AND coalesce(r.since <= today, true))
      RETURN e
      UNION ALL
      WITH * WHERE reach = 3
      MATCH p = (root)<-[:SUPPLIES*0..3]-(e)
      WHERE all(r IN relationships(p)
        WHERE coalesce(r.until >= today, true) AND coalesce(r.since <= today, true))
      RETURN e
      UNION ALL
      WITH * WHERE reach = 4
      MATCH p = (root)<-[:SUPPLIES*0..4]-(e)
      WHERE all(r IN relationships(p)
        WHERE coalesce(r.until >= today, true) AND coalesce(r.since <= today, true))
      RETURN e
    }
    WITH DISTINCT today, e
    CALL (today, e) {
      MATCH (s:Enterprise)-[r:SUPPLIES]->(e)
      WHERE s <> e AND coalesce(r.until >= today, true) AND coalesce(r.since <= today, true)
        AND NOT coalesce(s.closed_on <= today, false)
      WITH r.material AS material, s, sum(toInteger(round(100 * r.share))) AS share,
        count(r.share) > 0 AS shared
      WITH material, count(*) AS suppliers, 2 * max(share) > sum(share) AS main,
        min(CASE WHEN shared THEN 1 ELSE 0 END) = 1 AS shared
      WHERE suppliers = 1 OR shared AND main
      RETURN material
    }
    WITH material LIMIT coalesce($most, 1)
    RETURN count(*) AS rows
  }
  RETURN min(CASE WHEN rows >= $most THEN reach END) AS shown
}
WITH today, root, CASE WHEN shown < $tiers THEN shown ELSE $tiers END AS tiers
// a parameter cannot bound a path; UNWIND of an empty list: a branch not asked for reads nothing
CALL (today, root, tiers) {
  UNWIND CASE WHEN $enterprise IS NULL THEN [1] ELSE [] END AS whole
  MATCH (e:Enterprise)
  RETURN e, null AS tier
  UNION ALL
  WITH * WHERE root IS NOT NULL AND tiers <= 2
  MATCH p = (root)<-[:SUPPLIES*0..2]-(e:Enterprise)
  WHERE all(r IN relationships(p)
    WHERE coalesce(r.until >= today, true) AND coalesce(r.since <= today, true))
  RETURN e, min(length(p)) AS tier
  UNION ALL
  WITH * WHERE root IS NOT NULL AND tiers = 3
  MATCH p = (root)<-[:SUPPLIES*0..3]-(e:Enterprise)
  WHERE all(r IN relationships(p)
    WHERE coalesce(r.until >= today, true) AND coalesce(r.since <= today, true))
  RETURN e, min(length(p)) AS tier
  UNION ALL
  WITH * WHERE root IS NOT NULL AND tiers = 4
  MATCH p = (root)<-[:SUPPLIES*0..4]-(e:Enterprise)
  WHERE all(r IN relationships(p)
    WHERE coalesce(r.until >= today, true) AND coalesce(r.since <= today, true))
  RETURN e, min(length(p)) AS tier
  UNION ALL
  WITH * WHERE root IS NOT NULL AND tiers > 4
  MATCH p = (root)<-[:SUPPLIES*0..12]-(e:Enterprise)
  WHERE all(r IN relationships(p)
    WHERE coalesce(r.until >= today, true) AND coalesce(r.since <= today, true))
  RETURN e, min(length(p)) AS tier
}
WITH today, tiers, e, tier
WHERE tier IS NULL OR tier <= tiers
CALL (today, e) {
  MATCH (s:Enterprise)-[r:SUPPLIES]->(e)
  WHERE s <> e AND coalesce(r.until >= today, true) AND coalesce(r.since <= today, true)
    AND NOT coalesce(s.closed_on <= today, false)
  // parallel supplies of one supplier: their shares add up
  WITH r.material AS material, s, sum(toInteger(round(100 * r.share))) AS share,
    count(r.share) > 0 AS shared
  ORDER BY share DESC, s.id
  WITH material, collect({supplier: s, share: share}) AS offers, sum(share) AS total,
    min(CASE WHEN shared THEN 1 ELSE 0 END) = 1 AS shared
  WHERE size(offers) = 1 OR shared AND 2 * head(offers).share > total
  RETURN material, head(offers).supplier AS s, size(offers) AS suppliers,
    CASE WHEN shared AND total > 0 THEN toFloat(head(offers).share) / total END AS share_rate
}
MATCH (m:Material {id: material})
OPTIONAL MATCH (e)-[n:NEEDS]->(m)
WITH e, tier, m, s, n, suppliers, share_rate, COUNT {
    MATCH (maker:Enterprise)-[:MAKES]->(m)
    WHERE NOT coalesce(maker.closed_on <= today, false)
  } AS makers
WITH *, CASE WHEN suppliers > 1 THEN 'main' WHEN makers > 1 THEN 'single' ELSE 'sole' END AS kind
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
