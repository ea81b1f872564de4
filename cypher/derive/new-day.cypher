// Moves the day from which days are counted, never backwards and not while a load is unfinished
MATCH (graph:Graph {id: 'graph'})
// setting a new value locks; taking away what is not there would not
SET graph.held_by = randomUUID()
WITH graph, graph.as_of AS before
FOREACH (x IN CASE WHEN before < $day AND graph.loading IS NULL THEN [graph] ELSE [] END |
  SET x.as_of = $day, x.version = x.version + 1, x.stamp = randomUUID())
RETURN before, graph.loading AS loading,
  coalesce(graph.derived_version = graph.version, false) AS current
