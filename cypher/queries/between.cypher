// What lies between two enterprises
/*
title: {en: What lies between two enterprises, zh: 两家企业之间}
about:
  en: "The shortest ways of supply between two enterprises, whichever of them feeds the other: link by
    link, what is delivered, how long it takes, and how each supplier stands. Where neither feeds the
    other, the shortest way over a supplier or a buyer that they share."
  zh: 两家企业之间最短的供货链，不论谁供给谁：逐环列出供什么、交货几天、供应商现状。彼此不存在上下游关系的，列出经共同供应商或共同客户相连的最短路径。
result: graph
group: waits
order: 45
asked:
  en: [between $enterprise and $other, how $enterprise and $other are connected, $enterprise $other]
  zh: [$enterprise与$other之间, $enterprise和$other之间, $enterprise和$other的关系, $enterprise与$other的关系, $enterprise $other]
parameters:
  enterprise:
  other: {type: string, suggest: enterprises, label: {en: The other enterprise, zh: 另一家企业}}
columns:
  way: {type: integer, label: {en: Way, zh: 路径}}
  step: {type: integer, label: {en: Link, zh: 第几环}}
  supplier:
  supplier_name:
  material:
  material_name:
  buyer:
  buyer_name:
  lead_days:
  waits: {type: boolean, label: {en: The buyer waits for it, zh: 采购方正在等}}
  runs: {label: {en: Supplier runs, zh: 供应商正常生产}}
  ready_days:
  firm:
empty: {en: "No way of supply of at most twelve links joins the two.", zh: 两家企业之间没有十二环以内的供货关系。}
bloom: Between $enterprise and $other
example: {enterprise: gongniu, other: yuelong}
limit: 300
timeout: 10
*/
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today
MATCH (a:Enterprise {id: $enterprise})
MATCH (b:Enterprise {id: $other})
WITH today, a, b WHERE a <> b
CALL (today, a, b) {
  CALL (today, a, b) {
    MATCH p = allShortestPaths((b)-[:SUPPLIES*1..12]->(a))
    WHERE all(r IN relationships(p)
      WHERE coalesce(r.until >= today, true) AND coalesce(r.since <= today, true))
    RETURN p LIMIT 1000
    UNION ALL
    MATCH p = allShortestPaths((a)-[:SUPPLIES*1..12]->(b))
    WHERE all(r IN relationships(p)
      WHERE coalesce(r.until >= today, true) AND coalesce(r.since <= today, true))
    RETURN p LIMIT 1000
  }
  RETURN collect(p) AS directed
}
CALL (today, a, b, directed) {
  UNWIND directed AS p
  RETURN p
  UNION ALL
  WITH today, a, b, directed WHERE directed = []
  MATCH p = allShortestPaths((a)-[:SUPPLIES*1..12]-(b))
  WHERE all(r IN relationships(p)
    WHERE coalesce(r.until >= today, true) AND coalesce(r.since <= today, true))
  RETURN p LIMIT 1000
}
WITH p, startNode(head(relationships(p))) = b AS upstream, length(p) AS links,
  [n IN nodes(p) | n.id] AS along, [r IN relationships(p) | r.material] AS materials,
  [r IN relationships(p) | toString(coalesce(r.since, ''))] AS since
ORDER BY upstream DESC, links, along, materials, since LIMIT 20
WITH collect(p) AS paths
UNWIND range(0, size(paths) - 1) AS place
UNWIND range(0, length(paths[place]) - 1) AS at
WITH paths[place] AS path, place + 1 AS way, at + 1 AS step, relationships(paths[place])[at] AS r
WITH path, way, step, r, startNode(r) AS supplier, endNode(r) AS buyer
OPTIONAL MATCH (m:Material {id: r.material})
RETURN
  way,
  step,
  supplier.id AS supplier,
  supplier.name AS supplier_name,
  m.id AS material,
  m.name AS material_name,
  buyer.id AS buyer,
  buyer.name AS buyer_name,
  r.lead_days AS lead_days,
  EXISTS { (buyer)-[w:WAITS_FOR]->(supplier) WHERE w.material = r.material } AS waits,
  supplier.runs AS runs,
  supplier.ready_days AS ready_days,
  supplier.firm AS firm,
  path
ORDER BY way, step
