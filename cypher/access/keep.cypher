// Users, tokens, sessions and the audit, to be put into another store of the same graph
MATCH (n:Access)
RETURN labels(n) AS labels, properties(n) AS properties
