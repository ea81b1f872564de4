// A supply of the material that arrives in $days, from nobody known
MATCH (graph:Graph {id: 'graph'})
MATCH (buyer:Enterprise {id: $buyer})
MATCH (material:Material {id: $material})
MERGE (buyer)-[:NEEDS]->(material)
CREATE (s:Enterprise {id: $nobody})-[:SUPPLIES {
  material: $material, lead_days: $days, since: graph.as_of
}]->(buyer)
WITH [s.id, buyer.id] AS changed
UNWIND changed AS enterprise
RETURN enterprise
