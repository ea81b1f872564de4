// Says that nothing is ranked, and that answers found before may differ from now on
MATCH (graph:Graph {id: 'graph'})
SET graph.ranked_version = null, graph.ranked_at = null, graph.ranked_left = null,
  graph.derivation = coalesce(graph.derivation, 0) + 1
RETURN graph.derivation AS derivation
