// Which catalogue and server all saved queries were last planned with
MATCH (graph:Graph {id: 'graph'})
RETURN graph.planned AS planned
