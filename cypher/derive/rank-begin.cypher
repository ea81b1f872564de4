// The version for which everything stands, by which derivation, and whether what is derived is current
MATCH (graph:Graph {id: 'graph'})
RETURN graph.version AS version, coalesce(graph.derivation, 0) AS derivation,
  coalesce(graph.derived_version = graph.version AND graph.loading IS NULL, false) AS current,
  COUNT { (:Enterprise) } AS enterprises
