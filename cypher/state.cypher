// The graph's day and version, and what was loaded into it
OPTIONAL MATCH (graph:Graph {id: 'graph'})
RETURN
  graph.as_of AS as_of,
  graph.born AS graph_id,
  graph.stamp AS stamp,
  graph.version AS version,
  // one that an earlier release derived has no groups yet
  CASE WHEN EXISTS { (g:Group {id: 'all:'}) WHERE g.held_headcount IS NOT NULL } OR NOT EXISTS { (:Enterprise) }
    THEN graph.derived_version END AS derived_version,
  graph.derivation AS derivation,
  graph.loading AS loading,
  graph.progress AS progress,
  NOT EXISTS { (n) WHERE NOT n:Graph AND NOT n:Group AND NOT n:Day AND NOT n:Access } AS empty,
  COLLECT {
    MATCH (dataset:Dataset)
    RETURN dataset {.id, .title, .source, .licence, .note, .as_of} ORDER BY dataset.id
  } AS datasets
