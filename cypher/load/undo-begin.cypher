// A load is being taken back: the graph is marked as half loaded, and a new version of it begins
MATCH (g:Graph {id: 'graph'})
SET g.load = $session
WITH g, COLLECT {
  UNWIND coalesce(g.unfinished, []) + [$name] AS id
  RETURN DISTINCT id ORDER BY id
} AS unfinished
SET g.loading = $name, g.unfinished = unfinished, g.version = g.version + 1,
  g.stamp = randomUUID()
RETURN g.version AS version
