// The graph's revision: equal as long as nothing was written and no derivation began or ended
OPTIONAL MATCH (graph:Graph {id: 'graph'})
RETURN
  graph.born AS graph_id,
  graph.stamp AS stamp,
  graph.version AS version,
  graph.derivation AS derivation,
  CASE WHEN EXISTS { (g:Group {id: 'all:'}) WHERE g.held_headcount IS NOT NULL } OR NOT EXISTS { (:Enterprise) }
    THEN graph.derived_version END AS derived_version,
  graph.loading AS loading
