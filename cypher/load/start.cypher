// A load begins: the graph is marked as half loaded, and a new version of it begins.
// The first SET takes the lock: what is read of g after it is the latest. A later version of the
// dataset keeps its description, but for what was said of its columns, which counts from now on.
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
    g.stamp = randomUUID(),
    g.as_of = CASE WHEN g.as_of >= $dataset.as_of THEN g.as_of ELSE $dataset.as_of END
MERGE (d:Dataset {id: $dataset.id})
ON CREATE SET d.first_as_of = $dataset.as_of
SET d += CASE WHEN d.as_of > $dataset.as_of
  THEN {mapping: coalesce($dataset.mapping, d.mapping)}
  ELSE $dataset END
CREATE (l:Load {id: 'load-' + toString(g.version)})
SET l.at = $at, l.by = $by, l.dataset = $dataset.id, l.as_of = $dataset.as_of,
  l.file = $file, l.first = $first, l.was = $was
RETURN g.version AS version, l.id AS load
