// Tried: nothing is asked of this enterprise itself any more but its materials
MATCH (graph:Graph {id: 'graph'})
MATCH (e:Enterprise {id: $enterprise})
SET e.expected_on = graph.as_of
RETURN e.id AS enterprise
