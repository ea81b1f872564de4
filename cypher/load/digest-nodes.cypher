// Every node: its labels, its properties
MATCH (n)
RETURN labels(n) AS kinds, properties(n) AS properties
