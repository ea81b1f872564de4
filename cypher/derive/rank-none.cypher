// Says that nothing is ranked
MATCH (graph:Graph {id: 'graph'})
SET graph.ranked_version = null, graph.ranked_at = null, graph.ranked_left = null
