// Recorded changes are of these things no more
UNWIND $pairs AS pair
MATCH (:Change {id: pair[0]})-[r:CHANGED]->(:«label» {id: pair[1]})
DELETE r
