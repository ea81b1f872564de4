// Nodes that nobody claims, with what was derived about them
UNWIND $ids AS id
MATCH (n:«label» {id: id})
DETACH DELETE n
