// What the graph says of itself before a load, and since when each dataset speaks; whether the only
// load of this one is its first, which has not ended
MATCH (g:Graph {id: 'graph'})
RETURN
  g.as_of AS as_of,
  g.version AS version,
  coalesce(g.unfinished, []) AS unfinished,
  COLLECT { MATCH (d:Dataset) RETURN [d.id, coalesce(d.first_as_of, d.as_of)] } AS days,
  EXISTS { MATCH (l:Load {dataset: $dataset}) WHERE l.first AND l.ended_at IS NULL } AS first
