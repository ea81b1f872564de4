// Every relationship: its type, the nodes it stands between, its properties
MATCH (a)-[r]->(b)
RETURN [type(r)] AS kinds, labels(a) AS start_labels, a.id AS start, labels(b) AS end_labels,
       b.id AS end, properties(r) AS properties
