// What the buyer has of the material today: when it is ready, its stock in hundredths of a day, on
// how many suppliers its readiness rests, how many of them have a share, and their shortest lead
MATCH (graph:Graph {id: 'graph'})
MATCH (buyer:Enterprise {id: $buyer})
MATCH (material:Material {id: $material})
OPTIONAL MATCH (buyer)-[n:NEEDS]->(material)
CALL (graph, buyer) {
  MATCH (s)-[r:SUPPLIES]->(buyer)
  WHERE r.material = $material AND s <> buyer
    AND coalesce(r.until >= graph.as_of, true) AND coalesce(r.since <= graph.as_of, true)
  RETURN count(r.gap) AS suppliers, count(r.weight) AS shares, min(r.lead_days) AS lead
}
WITH *, toInteger(round(100 * coalesce(n.stock_days, 0))) - CASE
  WHEN buyer.runs AND n.stock_on < graph.as_of
  THEN 100 * duration.inDays(n.stock_on, graph.as_of).days ELSE 0 END AS stock
RETURN buyer.ready_days AS ready, CASE WHEN stock > 0 THEN stock ELSE 0 END AS stock,
  suppliers, shares, lead
