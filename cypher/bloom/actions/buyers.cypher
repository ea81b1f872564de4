// en: Its buyers
// zh: 它的采购方
MATCH (graph:Graph {id: 'graph'})
MATCH (e:Enterprise)
WHERE elementId(e) IN $nodes OR id(e) IN $nodes
MATCH path = (e)-[r:SUPPLIES]->(buyer:Enterprise)
WHERE buyer <> e
  AND coalesce(r.until >= graph.as_of, true) AND coalesce(r.since <= graph.as_of, true)
RETURN path
LIMIT 10000
