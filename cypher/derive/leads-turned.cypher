// The buyers of supplies that began or ended to count from the day before to the day of the graph,
// and whoever has no cumulative lead time yet
MATCH (graph:Graph {id: 'graph'})
MATCH (e:Enterprise)
WHERE e.lead_at IS NULL OR EXISTS {
  MATCH ()-[r:SUPPLIES]->(e)
  WHERE $before < r.since AND r.since <= graph.as_of OR $before <= r.until AND r.until < graph.as_of
}
RETURN collect(e.id) AS turned
