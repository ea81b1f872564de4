// For which version of the graph the ranking stands, when it was made, and how many it left out;
// not where everything was derived again meanwhile
MATCH (graph:Graph {id: 'graph'})
WITH graph, graph.derivation = $derivation AND graph.derived_version = graph.version
    AND graph.loading IS NULL AS stands
FOREACH (ranked IN CASE WHEN stands THEN [graph] ELSE [] END |
  SET ranked.ranked_version = $version, ranked.ranked_at = datetime(), ranked.ranked_left = $left,
    ranked.derivation = $derivation + 1)
RETURN coalesce(stands, false) AS stands
