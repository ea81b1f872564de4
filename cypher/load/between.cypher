// Relationships of one type between some nodes and others
MATCH (a:«start») WHERE a.id IN $starts
MATCH (a)-[r:«type»]->(b:«end») WHERE b.id IN $ends
RETURN a.id AS start, b.id AS end, elementId(r) AS element, properties(r) AS properties
