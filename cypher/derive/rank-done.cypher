// For which version of the graph the ranking stands, and when it was made
MATCH (graph:Graph {id: 'graph'})
SET graph.ranked_version = $version, graph.ranked_at = datetime()
