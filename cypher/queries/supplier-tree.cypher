// Supplier tree
/*
title: {en: Supplier tree, zh: 配套企业树状图}
about:
  en: "All supporting enterprises of one enterprise, tier by tier: tier 1 supplies it directly, tier
    2 supplies tier 1, and so on, each at its shortest distance with its four-sync steps. Within a
    tier those that will be ready last come first. Tier 0 is the enterprise itself."
  zh: 一家企业的全部配套企业，逐层列出：第 1 层直接向它供货，第 2 层向第 1 层供货，依此类推；每家按最短距离归层，并列出四同步进度。同层中最晚能复工的在前，第 0 层是企业自身。
result: graph
group: waits
order: 60
asked:
  en: [suppliers of $enterprise, who supplies $enterprise]
  zh: [谁给$enterprise供货, 谁给$enterprise配套, $enterprise的供应商, $enterprise供应商, $enterprise有哪些供应商]
parameters:
  enterprise:
  tiers:
columns:
  tier:
  enterprise:
  name:
  above_scale:
  district:
  town:
  buyer: {label: {en: Supplies, zh: 供给企业}}
  buyer_name: {label: {en: Supplies (name), zh: 供给企业名称}}
  material:
  material_name:
  surveyed_on:
  filed_on:
  prevention_on:
  resumed_on:
  ready_days:
  ready_on:
  runs:
  in_flow:
  firm:
  stuck:
  teams:
bloom: Supplier tree of $enterprise
example: {enterprise: gongniu}
limit: 2000
*/
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today
MATCH (root:Enterprise {id: $enterprise})
// No more tiers are read than hold the rows that are shown, where not all are
CALL (today, root) {
  MATCH p = (root)<-[:SUPPLIES*0..2]-(b)
  WHERE all(r IN relationships(p)
    WHERE coalesce(r.until >= today, true) AND coalesce(r.since <= today, true))
  WITH DISTINCT b LIMIT coalesce($most, 1000000000)
  RETURN CASE WHEN count(b) = $most THEN 2 END AS two
}
WITH today, root, two AS shown
CALL (today, root, shown) {
  WITH * WHERE shown IS NULL
  MATCH p = (root)<-[:SUPPLIES*0..3]-(b)
  WHERE all(r IN relationships(p)
    WHERE coalesce(r.until >= today, true) AND coalesce(r.since <= today, true))
  WITH DISTINCT b LIMIT coalesce($most, 1000000000)
  RETURN CASE WHEN count(b) = $most THEN 3 END AS three
}
WITH today, root, coalesce(shown, three) AS shown
CALL (today, root, shown) {
  WITH * WHERE shown IS NULL
  MATCH p = (root)<-[:SUPPLIES*0..4]-(b)
  WHERE all(r IN relationships(p)
    WHERE coalesce(r.until >= today, true) AND coalesce(r.since <= today, true))
  WITH DISTINCT b LIMIT coalesce($most, 1000000000)
  RETURN CASE WHEN count(b) = $most THEN 4 END AS four
}
WITH today, root, coalesce(shown, four) AS shown
WITH today, root, CASE WHEN shown < $tiers THEN shown ELSE $tiers END AS tiers
// a parameter cannot bound a path
CALL (today, root, tiers) {
  WITH * WHERE tiers <= 2
  MATCH p = (root)<-[:SUPPLIES*0..1]-(b)
  WHERE all(r IN relationships(p)
    WHERE coalesce(r.until >= today, true) AND coalesce(r.since <= today, true))
  RETURN b, min(length(p)) AS depth
  UNION ALL
  WITH * WHERE tiers = 3
  MATCH p = (root)<-[:SUPPLIES*0..2]-(b)
  WHERE all(r IN relationships(p)
    WHERE coalesce(r.until >= today, true) AND coalesce(r.since <= today, true))
  RETURN b, min(length(p)) AS depth
  UNION ALL
  WITH * WHERE tiers = 4
  MATCH p = (root)<-[:SUPPLIES*0..3]-(b)
  WHERE all(r IN relationships(p)
    WHERE coalesce(r.until >= today, true) AND coalesce(r.since <= today, true))
  RETURN b, min(length(p)) AS depth
  UNION ALL
  WITH * WHERE tiers IN [5, 6]
  MATCH p = (root)<-[:SUPPLIES*0..5]-(b)
  WHERE all(r IN relationships(p)
    WHERE coalesce(r.until >= today, true) AND coalesce(r.since <= today, true))
  RETURN b, min(length(p)) AS depth
  UNION ALL
  WITH * WHERE tiers > 6
  MATCH p = (root)<-[:SUPPLIES*0..11]-(b)
  WHERE all(r IN relationships(p)
    WHERE coalesce(r.until >= today, true) AND coalesce(r.since <= today, true))
  RETURN b, min(length(p)) AS depth
}
WITH today, root, b, b.id AS to, depth, tiers
WHERE depth < tiers
// A supplier's tier is one more than that of its nearest buyer; of several ways in, the first.
CALL (today, root, b, to, depth) {
  MATCH (s:Enterprise)-[r:SUPPLIES]->(b)
  WHERE s <> root AND coalesce(r.until >= today, true) AND coalesce(r.since <= today, true)
  RETURN s, [depth + 1, to, r.material] AS entry, r
  UNION ALL
  WITH * WHERE depth = 0
  RETURN root AS s, [0, null, null] AS entry, null AS r
}
// Cut before anything is looked up of a row
WITH today, s, min(entry) AS entry, collect([entry[0], r, to]) AS supplies
ORDER BY entry[0], s.ready_days DESC, s.id LIMIT coalesce($most, 1000000000)
OPTIONAL MATCH (buyer:Enterprise {id: entry[1]})
OPTIONAL MATCH (m:Material {id: entry[2]})
RETURN
  entry[0] AS tier,
  s.id AS enterprise,
  s.name AS name,
  coalesce(s.above_scale, false) AS above_scale,
  s.district AS district,
  s.town AS town,
  entry[1] AS buyer,
  buyer.name AS buyer_name,
  entry[2] AS material,
  m.name AS material_name,
  s.surveyed_on AS surveyed_on,
  s.filed_on AS filed_on,
  s.prevention_on AS prevention_on,
  s.resumed_on AS resumed_on,
  s.ready_days AS ready_days,
  CASE WHEN NOT s.runs AND s.ready_days IS NOT NULL
    THEN today + duration({days: toInteger(ceil(s.ready_days))}) END AS ready_on,
  s.runs AS runs,
  s.in_flow AS in_flow,
  s.firm AS firm,
  s.stuck AS stuck,
  COLLECT { MATCH (t:ServiceTeam)-[:SERVES]->(s) RETURN t.name ORDER BY t.name, t.id } AS teams,
  s {
    label: 'Enterprise', .id, .name_en, .anchor, .industry, .headcount, .closed_on, .output_rate, .own_days
  } AS itself,
  // of what is drawn only what is read of it, and nothing twice: of 2,000 whole nodes that is most
  [x IN supplies WHERE x[0] = entry[0] AND x[1] IS NOT NULL | head([r IN [x[1]] | r {
    type: 'SUPPLIES', source: s.id, target: x[2], .material, .since, .share, .lead_days
  }])] AS into_the_tree
ORDER BY tier, ready_days DESC, enterprise
