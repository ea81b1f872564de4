// The version for which everything stands, for which the ranking stands, and how many enterprises
// there are
MATCH (graph:Graph {id: 'graph'})
RETURN graph.version AS version, graph.ranked_version AS ranked,
  COUNT { (:Enterprise) } AS enterprises
