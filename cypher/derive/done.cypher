// Derived facts are current, if nothing was accepted meanwhile
MATCH (graph:Graph {id: 'graph'})
SET graph.progress = null,
  graph.derived_version = CASE WHEN graph.version = $version THEN $version END
RETURN graph.derived_version IS NOT NULL AS current
