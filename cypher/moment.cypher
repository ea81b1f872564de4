// By what the graph's moment and version are told apart from any other
OPTIONAL MATCH (graph:Graph {id: 'graph'})
RETURN
  graph.born AS born,
  graph.version AS version,
  graph.derivation AS derivation,
  graph.derived_version AS derived_version,
  graph.loading AS loading
