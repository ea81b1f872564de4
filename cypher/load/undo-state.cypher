// A load, whether later ones of its dataset stand, and since when each dataset speaks
MATCH (l:Load {id: $load})
RETURN
  properties(l) AS load,
  COLLECT {
    MATCH (later:Load {dataset: l.dataset})
    WHERE later.undone_at IS NULL AND later.at > l.at
    RETURN later.id ORDER BY later.at
  } AS later,
  COLLECT { MATCH (d:Dataset) RETURN [d.id, coalesce(d.first_as_of, d.as_of)] } AS days
