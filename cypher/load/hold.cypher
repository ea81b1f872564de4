// The lock that every write takes first; what is read after it is the latest.
// Gives the load that the graph is held by, which is another one if that has taken over, and the
// datasets whose load has begun and not ended.
MATCH (g:Graph {id: 'graph'})
SET g.held_by = $load
RETURN g.load AS load, coalesce(g.unfinished, []) AS unfinished
