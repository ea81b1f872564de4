// All of a small dataset in an empty graph: nodes as [label, properties], and relationships as [type,
// place of the node where it starts, where it ends, properties]. Labels and types are of the list in
// service/model/tables.py.
UNWIND range(0, size($nodes) - 1) AS place
CREATE (n:$($nodes[place][0]))
SET n = $nodes[place][1]
WITH place, n ORDER BY place
WITH collect(n) AS nodes
UNWIND $relationships AS one
WITH nodes[one[1]] AS a, nodes[one[2]] AS b, one
CREATE (a)-[r:$(one[0])]->(b)
SET r = one[3]
