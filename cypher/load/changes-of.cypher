// The recorded changes of some things
UNWIND $ids AS id
MATCH (c:Change)-[:CHANGED]->(n:«label» {id: id})
RETURN c.id AS change, n.id AS id
