// en: Its suppliers
// zh: 它的供应商
MATCH (graph:Graph {id: 'graph'})
MATCH (e:Enterprise)
WHERE elementId(e) IN $nodes OR id(e) IN $nodes
MATCH path = (s:Enterprise)-[r:SUPPLIES]->(e)
WHERE s <> e AND coalesce(r.until >= graph.as_of, true) AND coalesce(r.since <= graph.as_of, true)
RETURN path
LIMIT 10000
