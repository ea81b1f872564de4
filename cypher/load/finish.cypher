// A load ends: what it brought is whole; the graph is, once no other load is unfinished
MATCH (g:Graph {id: 'graph'})
WITH g, [id IN g.unfinished WHERE id <> $dataset] AS others
SET g.loading = head(others),
    g.unfinished = CASE WHEN size(others) > 0 THEN others END
REMOVE g.load, g.held_by
WITH g
MATCH (l:Load {id: $load})
SET l.ended_at = datetime(), l.added = $added, l.changed = $changed, l.removed = $removed,
  l.conflicts = $conflicts
RETURN g.version AS version
