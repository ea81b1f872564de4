// What is known of root blockers by the ranking: whether there is one, how many changes came since,
// when it was made, and how many they were
MATCH (graph:Graph {id: 'graph'})
RETURN graph.ranked_version IS NOT NULL AS ranked,
  coalesce(graph.version - graph.ranked_version, 0) AS changes_since,
  toString(graph.ranked_at) AS ranked_at,
  COUNT { MATCH (x:Enterprise) WHERE x.saves_above >= 0 } AS roots
