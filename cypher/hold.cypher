// Waits until no other write or what-if is under way and holds off the next until this one ends. A
// property that is set locks its node; one taken away that is not there does not, so it is a new one
MATCH (graph:Graph {id: 'graph'})
SET graph.held_by = randomUUID()
RETURN graph.version AS version
