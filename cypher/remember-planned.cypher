// All saved queries were planned with this catalogue and server
MATCH (graph:Graph {id: 'graph'})
SET graph.planned = $planned
