// A load begins: the graph is marked as half loaded, and a new version of it begins
MERGE (g:Graph {id: 'graph'})
SET g.load = $load
SET g.loading = $dataset.id,
    g.version = coalesce(g.version, 0) + 1,
    g.as_of = CASE WHEN g.as_of >= $dataset.as_of THEN g.as_of ELSE $dataset.as_of END
MERGE (d:Dataset {id: $dataset.id})
SET d += $dataset
RETURN g.version AS version
