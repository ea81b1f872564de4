// Which makers of the material the buyer's own network reaches: its customers and suppliers, and
// the suppliers of a customer, who may bring the two together: leading enterprises first
MATCH (graph:Graph {id: 'graph'})
MATCH (buyer:Enterprise {id: $buyer})
MATCH (material:Material {id: $material})
CALL (graph, buyer) {
  MATCH (buyer)-[r:SUPPLIES]-(s)
  WHERE coalesce(r.until >= graph.as_of, true) AND coalesce(r.since <= graph.as_of, true)
  RETURN s, [0, ''] AS broker
  UNION
  WITH graph, buyer
  MATCH (buyer)-[r:SUPPLIES]->(customer)
  WHERE coalesce(r.until >= graph.as_of, true) AND coalesce(r.since <= graph.as_of, true)
    AND coalesce(customer.closed_on > graph.as_of, true) AND customer <> buyer
  WITH DISTINCT graph, customer
  MATCH (s)-[r:SUPPLIES]->(customer)
  WHERE coalesce(r.until >= graph.as_of, true) AND coalesce(r.since <= graph.as_of, true)
  RETURN s, [
    CASE WHEN coalesce(customer.anchor, customer.above_scale, false) THEN 1 ELSE 2 END, customer.id
  ] AS broker
}
WITH material, s, min(broker) AS broker
WHERE EXISTS { (s)-[:MAKES]->(material) }
RETURN s.id AS supplier, CASE WHEN broker[0] > 0 THEN broker[1] END AS broker
