// Relationships found before, in the same transaction: new values, null clears
UNWIND $data AS r
MATCH ()-[_]->()
WHERE elementId(_) = r[0]
SET _ += r[1]
