// How much of the derivation is done, 0 to 1
MATCH (graph:Graph {id: 'graph'})
SET graph.progress = $progress
