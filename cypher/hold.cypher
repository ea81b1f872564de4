// Waits until no other write or what-if is under way and holds off the next until this one ends: a
// property that is set locks its node, also where its value stays
MATCH (graph:Graph {id: 'graph'})
SET graph.held_by = graph.held_by
RETURN graph.version AS version
