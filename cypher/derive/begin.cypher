// Says that derived facts are not current; the version they will stand for is returned
MATCH (graph:Graph {id: 'graph'})
SET graph.derived_version = null, graph.progress = 0.0,
  graph.derivation = coalesce(graph.derivation, 0) + 1
RETURN graph.version AS version, COUNT { (:Enterprise) } AS enterprises
