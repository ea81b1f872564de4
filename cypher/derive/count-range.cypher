// What the enterprises of a range of ids count for in their groups
// includes counted
MATCH (graph:Graph {id: 'graph'})
MATCH (e:Enterprise)
WHERE e.id > $after AND e.id <= $upto
«counted of e»
