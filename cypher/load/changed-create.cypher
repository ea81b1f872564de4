// Recorded changes are of these things
UNWIND $pairs AS pair
MATCH (c:Change {id: pair[0]})
MATCH (n:«label» {id: pair[1]})
MERGE (c)-[:CHANGED]->(n)
