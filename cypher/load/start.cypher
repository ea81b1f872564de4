// A load begins: the graph is marked as half loaded, and a new version of it begins.
// The first SET takes the lock: what is read of g after it is the latest.
MERGE (g:Graph {id: 'graph'})
ON CREATE SET g.born = randomUUID()
SET g.load = $load
WITH g, COLLECT {
  UNWIND coalesce(g.unfinished, []) + [$dataset.id] AS id
  RETURN DISTINCT id ORDER BY id
} AS unfinished
SET g.loading = $dataset.id,
    g.unfinished = unfinished,
    g.version = coalesce(g.version, 0) + 1,
    g.as_of = CASE WHEN g.as_of >= $dataset.as_of THEN g.as_of ELSE $dataset.as_of END
MERGE (d:Dataset {id: $dataset.id})
SET d += $dataset
RETURN g.version AS version
