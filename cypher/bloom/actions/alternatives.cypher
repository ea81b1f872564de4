// en: Alternatives for what it needs
// zh: 用料的替代供应商
MATCH (graph:Graph {id: 'graph'})
MATCH (buyer:Enterprise)
WHERE elementId(buyer) IN $nodes OR id(buyer) IN $nodes
MATCH path = (buyer)-[:NEEDS]->(m:Material)<-[:MAKES]-(s:Enterprise)
WHERE s <> buyer AND coalesce(s.closed_on > graph.as_of, true)
  AND NOT EXISTS {
    MATCH (s)-[r:SUPPLIES {material: m.id}]->(buyer)
    WHERE coalesce(r.until >= graph.as_of, true) AND coalesce(r.since <= graph.as_of, true)
  }
RETURN path
LIMIT 10000
