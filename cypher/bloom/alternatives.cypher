// Who else is known to make what a buyer needs: without the trials that say who would help most
MATCH (graph:Graph {id: 'graph'})
MATCH (buyer:Enterprise {id: $buyer})
MATCH (m:Material {id: $material})
MATCH (s:Enterprise)-[made:MAKES]->(m)
WHERE s <> buyer AND coalesce(s.closed_on > graph.as_of, true)
  AND NOT EXISTS {
    MATCH (s)-[r:SUPPLIES {material: m.id}]->(buyer)
    WHERE coalesce(r.until >= graph.as_of, true) AND coalesce(r.since <= graph.as_of, true)
  }
OPTIONAL MATCH (buyer)-[need:NEEDS]->(m)
RETURN buyer, need, m, made, s
ORDER BY s.ready_days, s.id
