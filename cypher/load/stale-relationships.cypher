// Of some relationships, those that a dataset still claims, with all that claim them
UNWIND $elements AS element
MATCH (a)-[r]->(b)
WHERE elementId(r) = element AND $dataset IN r.datasets
RETURN element, a.id AS start, b.id AS end, properties(r) AS properties
