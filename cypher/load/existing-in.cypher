// Relationships of one type as they are, by the nodes they lead to
UNWIND $ids AS id
MATCH (a:«start»)-[r:«type»]->(b:«end» {id: id})
RETURN a.id AS start, b.id AS end, elementId(r) AS element, properties(r) AS properties
