// Relationships of which a source says that they lead elsewhere, to one of some ids perhaps
MATCH (a:«start»)-[r:«type»]->(b:«end»)
WHERE any(id IN $ids WHERE r.said CONTAINS id)
RETURN a.id AS start, b.id AS end, elementId(r) AS element, properties(r) AS properties
