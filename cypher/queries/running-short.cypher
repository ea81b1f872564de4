// Running short
/*
title: {en: Running short, zh: 即将断料}
about:
  en: "Enterprises that run today and will have to stop for want of material as things stand, the
    soonest first: the day, the material that runs out, and how many days it will stand still (none
    given: without end). Counted are the stock, and goods still on the road from suppliers that do
    not run or will stop themselves."
  zh: 目前在产、但照此将因断料停产的企业，最早停产的在前：哪一天、缺哪种物料、预计停产几天（未列天数即无期）。已计入现有库存，以及停产或即将停产的供应商已发出的在途货物。
result: table
group: today
order: 20
parameters:
  enterprise: {default: null, label: {en: Leading enterprise (it and all that feed it; blank for all), zh: 龙头企业（及其配套企业；留空为全部）}}
  district:
  town:
  industry:
  team: {default: null}
columns:
  enterprise:
  name:
  stop_days:
  stop_on:
  lost_days: {sum: true, blank_is_never: true}
  material: {label: {en: Material that runs out, zh: 断供物料}}
  material_name: {label: {en: Material that runs out (name), zh: 断供物料名称}}
  above_scale:
  district:
  firm:
  stuck:
  contact:
  phone:
example: {enterprise: gongniu}
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today, coalesce(graph.core, false) AS core
// The tree up to the core: whatever leads there leads to all that feeds it. From the root: whoever
// begins at the other end, with a label, follows every path there is.
CALL (today, core) {
  MATCH (root:Enterprise {id: $enterprise})
  MATCH p = (root)<-[:SUPPLIES*0..]-(e)
  WHERE all(r IN relationships(p) WHERE
    coalesce(r.until >= today, true) AND coalesce(r.since <= today, true)
    AND NOT (core AND coalesce(endNode(r).core = 2, false)))
  WITH DISTINCT core, e
  RETURN collect(CASE WHEN e.stop_days >= 0 THEN e.id END) AS tree,
    count(CASE WHEN core AND e.core = 2 THEN e END) > 0 AS to_core
}
CALL (tree, to_core) {
  MATCH (e:Enterprise)
  WHERE e.stop_days >= 0
    AND ($enterprise IS NULL OR to_core AND e.core > 0 OR e.id IN tree)
    AND ($district IS NULL OR e.district STARTS WITH $district)
    AND ($town IS NULL OR e.town = $town)
    AND ($industry IS NULL OR e.industry STARTS WITH $industry)
    AND ($team IS NULL OR EXISTS { (:ServiceTeam {id: $team})-[:SERVES]->(e) })
  RETURN e ORDER BY e.stop_days, e.id LIMIT coalesce($most, 1000000000)
}
OPTIONAL MATCH (m:Material {id: e.stop_material})
RETURN
  e.id AS enterprise,
  e.name AS name,
  e.stop_days AS stop_days,
  today + duration({days: toInteger(ceil(e.stop_days))}) AS stop_on,
  e.ready_days AS lost_days,
  e.stop_material AS material,
  m.name AS material_name,
  coalesce(e.above_scale, false) AS above_scale,
  e.district AS district,
  e.firm AS firm,
  e.stuck AS stuck,
  e.contact AS contact,
  e.phone AS phone
ORDER BY stop_days, enterprise
