// The graph's revision: equal as long as nothing was written and no derivation began or ended
OPTIONAL MATCH (graph:Graph {id: 'graph'})
RETURN
  graph.born AS graph_id,
  graph.version AS version,
  graph.derivation AS derivation,
  graph.derived_version AS derived_version,
  graph.loading AS loading
