// What keep.cypher told, put back
UNWIND $nodes AS node
CREATE (n:Access)
SET n:$(node[0])
SET n = node[1]
