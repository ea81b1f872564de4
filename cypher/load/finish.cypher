// A load ends: what it brought is whole
MATCH (g:Graph {id: 'graph'})
REMOVE g.loading, g.load, g.held_by
RETURN g.version AS version
