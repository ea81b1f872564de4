// Hidden diamonds
/*
title: {en: Hidden diamonds, zh: 隐性交汇}
about:
  en: "Needs with two or more suppliers that all the same hang on one enterprise behind them: if that
    one stops, enough of the suppliers stop too. Looked for in everything that feeds one enterprise,
    itself included. Every enterprise there that alone breaks somebody's need is followed, the
    nearest first."
  zh: 表面上有两家以上供应商、实际上都系于其背后同一家企业的用料：该企业一停，足以断供的供应商随之停产。范围为该企业及其全部配套企业；其中凡单独停产即造成断供的企业均逐一推演，层级最近的在前。
result: table
group: single-source
order: 40
parameters:
  enterprise: {label: {en: Enterprise (its tree), zh: 企业（及其配套企业）}}
columns:
  enterprise:
  name:
  material:
  suppliers: {type: array, items: {type: string}, links: enterprise, label: {en: Its suppliers, zh: 供应商}}
  hidden:
  hidden_name: {type: string, label: {en: Behind them (name), zh: 背后企业名称}}
  tier: {label: {en: Tier of the one behind, zh: 背后企业层级}}
  material_name:
  stopped: {type: array, items: {type: string}, links: enterprise, label: {en: Suppliers that stop with it, zh: 随之停产的供应商}}
  confirmed:
example: {enterprise: gongniu}
limit: 200
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
WITH coalesce(graph.essential_core, false) AS core, COUNT { (:Enterprise) } AS enterprises,
  coalesce(graph.ranking_stands AND graph.ranked_left = 0, false) AS ranked
MATCH (root:Enterprise {id: $enterprise})
// The tree up to the core: whatever leads there leads to all that feeds it
CALL (core, root) {
  MATCH p = (root)<-[:SUPPLIES*0..]-(e)
  WHERE all(r IN relationships(p) WHERE r.part IS NOT NULL
    AND NOT (core AND coalesce(endNode(r).essential_core = 2, false)))
  WITH DISTINCT core, e
  RETURN collect(e) AS tree, count(CASE WHEN core AND e.essential_core = 2 THEN e END) > 0 AS to_core
}
// Breadth first, so that no more of the tree is followed than holds the rows that are shown
CALL (root, tree, to_core, enterprises, ranked) {
  MATCH p = (root)<-[:SUPPLIES*0..]-(x)
  WHERE all(r IN relationships(p) WHERE r.part IS NOT NULL)
  WITH DISTINCT tree, to_core, enterprises, ranked, x
  WHERE (NOT ranked OR x.stops_enterprises > 1) AND EXISTS {
    (x)-[r:SUPPLIES]->() WHERE r.part >= r.breaks
  }
  // stops({x}) within the tree, which holds every supplier of those in it: by steps that each break a
  // need alone; then those whose need breaks by several of these
  CALL (x, tree, to_core) {
    MATCH p = (x)-[:SUPPLIES*0..]->(e)
    WHERE all(r IN relationships(p) WHERE r.part >= r.breaks
      AND (to_core AND coalesce(endNode(r).essential_core > 0, false) OR endNode(r) IN tree))
    WITH DISTINCT e
    RETURN collect(e) AS reached
  }
  CALL (reached) {
    UNWIND CASE WHEN size(reached) > 1 THEN reached ELSE [] END AS s
    MATCH (s)-[r:SUPPLIES]->(b)
    WHERE r.part > 0 AND r.part < r.breaks
    WITH b, r.material AS material, r.breaks AS breaks, sum(r.part) AS parts
    WHERE parts >= breaks
    RETURN collect(DISTINCT b) AS met
  }
  WITH *, [b IN met WHERE NOT b IN reached
    AND (to_core AND coalesce(b.essential_core > 0, false) OR b IN tree)] AS fresh
  // then each round adds the buyers whose need breaks by one that stopped in the round before. Rounds
  // are counted out in blocks, so that those left over when nobody more stops cost next to nothing.
  WITH x, tree, to_core, reduce(state = {stopped: reached + fresh, last: fresh}, block IN
    range(0, CASE WHEN ranked THEN x.stops_enterprises ELSE enterprises END / 100) |
    CASE WHEN state.last = [] THEN state
    ELSE reduce(now = state, round IN range(1, 100) | CASE WHEN now.last = [] THEN now
      ELSE head([more IN [COLLECT {
        UNWIND now.last AS s
        MATCH (s)-[r:SUPPLIES]->(buyer)
        WHERE (r.part >= r.breaks OR r.part > 0 AND size(now.stopped) > 1)
          AND NOT buyer IN now.stopped
          AND (to_core AND coalesce(buyer.essential_core > 0, false) OR buyer IN tree)
          AND (r.part >= r.breaks OR r.breaks <= reduce(lost = 0, part IN CASE
            WHEN size(now.stopped) < 20 THEN COLLECT {
              UNWIND now.stopped AS o
              MATCH (o)-[q:SUPPLIES {material: r.material}]->(buyer)
              WHERE q.part > 0
              RETURN q.part
            } ELSE COLLECT {
              MATCH (o)-[q:SUPPLIES {material: r.material}]->(buyer)
              WHERE q.part > 0 AND o IN now.stopped
              RETURN q.part
            } END | lost + part))
        RETURN DISTINCT buyer
      }] | {stopped: now.stopped + more, last: more}]) END) END).stopped AS stopped
  WHERE size(stopped) > 2
  CALL (x, stopped) {
    UNWIND [e IN stopped WHERE e <> x] AS e
    MATCH (s)-[r:SUPPLIES]->(e)
    WHERE r.part IS NOT NULL
    WITH x, e, r.material AS material, r.breaks AS breaks, collect(s) AS suppliers,
      collect(CASE WHEN s IN stopped THEN s.id END) AS stopping,
      sum(CASE WHEN s IN stopped THEN r.part ELSE 0 END) AS parts
    WHERE size(suppliers) > 1 AND parts >= breaks AND NOT x IN suppliers
    RETURN e, material, COLLECT { UNWIND suppliers AS s RETURN s.id ORDER BY s.id } AS ids,
      COLLECT { UNWIND stopping AS id RETURN id ORDER BY id } AS gone
  }
  RETURN x, e, material, ids, gone LIMIT coalesce($most, 1000000000)
}
WITH root, x, collect([e, material, ids, gone]) AS needs
CALL (root, x) {
  WITH * WHERE x = root
  RETURN 0 AS tier
  UNION ALL
  WITH * WHERE x <> root
  MATCH p = shortestPath((x)-[:SUPPLIES*1..]->(root))
  WHERE all(r IN relationships(p) WHERE r.part IS NOT NULL)
  RETURN length(p) AS tier
}
UNWIND needs AS need
WITH x, tier, need[0] AS e, need[1] AS material, need[2] AS ids, need[3] AS gone
RETURN
  e.id AS enterprise,
  e.name AS name,
  material,
  ids AS suppliers,
  x.id AS hidden,
  x.name AS hidden_name,
  tier,
  COLLECT { MATCH (m:Material {id: material}) RETURN m.name }[0] AS material_name,
  gone AS stopped,
  EXISTS { (e)-[n:NEEDS]->(:Material {id: material}) WHERE n.suppliers_complete } AS confirmed
ORDER BY tier, hidden, enterprise, material
