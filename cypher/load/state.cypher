// What the graph says of itself before a load
MATCH (g:Graph {id: 'graph'})
RETURN g.as_of AS as_of, g.version AS version, coalesce(g.unfinished, []) AS unfinished
