// What some enterprises count for in their groups
// includes counted
MATCH (graph:Graph {id: 'graph'})
UNWIND $enterprises AS id
MATCH (e:Enterprise {id: id})
«counted of e»
