// Nodes found before, in the same transaction: new values, null clears
UNWIND $data AS r
MATCH (n:«label» {id: r[0]})
SET n += r[1]
