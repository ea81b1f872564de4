// Relationships of one type as they are, by the nodes they start from
UNWIND $ids AS id
MATCH (a:«start» {id: id})-[r:«type»]->(b:«end»)
RETURN a.id AS start, b.id AS end, elementId(r) AS element, properties(r) AS properties
