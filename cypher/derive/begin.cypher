// Says that derived facts are not current, if the graph still has the version they are derived of
MATCH (graph:Graph {id: 'graph'})
// setting a new value locks
SET graph.held_by = randomUUID()
WITH graph, graph.version = $version AS stands
FOREACH (begun IN CASE WHEN stands THEN [graph] ELSE [] END |
  SET begun.derived_version = null, begun.ranked_version = null, begun.ranking_stands = null,
    begun.derivation = coalesce(begun.derivation, 0) + 1, begun.stamp = randomUUID())
RETURN stands
