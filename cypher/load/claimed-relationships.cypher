// The relationships of one type that a dataset brought, alone or with others
MATCH (a:«start»)-[r:«type»]->(b:«end»)
WHERE $dataset IN r.datasets
RETURN a.id AS start, b.id AS end, elementId(r) AS element, properties(r) AS properties
