// The version for which everything stands, whether what is derived is current, and for which version
// the ranking stands
MATCH (graph:Graph {id: 'graph'})
RETURN graph.version AS version,
  coalesce(graph.derived_version = graph.version AND graph.loading IS NULL, false) AS current,
  graph.ranked_version AS ranked, COUNT { (:Enterprise) } AS enterprises
