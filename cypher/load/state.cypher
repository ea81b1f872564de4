// What the graph says of itself before a load, and since when each dataset speaks; whether this one's
// first load has not ended, and no other of its loads that stands has; which of them are half undone
MATCH (g:Graph {id: 'graph'})
RETURN
  g.as_of AS as_of,
  g.version AS version,
  coalesce(g.unfinished, []) AS unfinished,
  COLLECT { MATCH (d:Dataset) RETURN [d.id, coalesce(d.first_as_of, d.as_of)] } AS days,
  COLLECT {
    MATCH (l:Load {dataset: $dataset})
    WHERE l.undone_at IS NULL
    WITH collect(l) AS standing
    RETURN any(l IN standing WHERE l.first) AND none(l IN standing WHERE l.ended_at IS NOT NULL)
  }[0] AS first,
  COLLECT {
    MATCH (l:Load {dataset: $dataset})
    WHERE $undoing + l.id IN g.unfinished
    RETURN l.id
  } AS half_undone
