// Takes the lock; says whether the graph holds nothing yet, and its day
MERGE (g:Graph {id: 'graph'})
ON CREATE SET g.born = randomUUID()
// setting a new value locks
SET g.held_by = randomUUID()
RETURN NOT EXISTS { (n) WHERE NOT n:Graph AND NOT n:Group AND NOT n:Day AND NOT n:Access } AND g.loading IS NULL AS empty, g.as_of AS as_of
