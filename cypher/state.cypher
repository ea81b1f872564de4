// The graph's moment and version, and what was loaded into it
OPTIONAL MATCH (graph:Graph {id: 'graph'})
CALL () {
  MATCH (dataset:Dataset)
  RETURN dataset ORDER BY dataset.id
}
RETURN
  graph.as_of AS as_of,
  graph.version AS version,
  graph.derived_version AS derived_version,
  graph.loading AS loading,
  graph.progress AS progress,
  NOT EXISTS { (n) WHERE NOT n:Graph } AS empty,
  collect({
    id: dataset.id, title: dataset.title, source: dataset.source,
    licence: dataset.licence, note: dataset.note, as_of: dataset.as_of
  }) AS datasets
