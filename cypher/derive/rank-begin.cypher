// The version for which everything stands, and whether what is derived is current at it
MATCH (graph:Graph {id: 'graph'})
RETURN graph.version AS version,
  coalesce(graph.derived_version = graph.version AND graph.loading IS NULL, false) AS current
