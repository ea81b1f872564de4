// A load has been taken back: the day of the graph and what its dataset said of itself with it.
// With one that was broken off its half is gone; where the one before it was, its half is left.
MATCH (g:Graph {id: 'graph'})
MATCH (l:Load {id: $load})
WITH g, l.dataset AS dataset, coalesce(COLLECT {
  MATCH (other:Load {dataset: l.dataset})
  WHERE other <> l AND other.undone_at IS NULL
  RETURN other.ended_at IS NULL ORDER BY other.at DESC LIMIT 1
}[0], false) AS half
WITH g, [id IN g.unfinished WHERE NOT id IN [$name, dataset]]
  + CASE WHEN half THEN [dataset] ELSE [] END AS others
SET g.loading = head(others),
    g.unfinished = CASE WHEN size(others) > 0 THEN others END
REMOVE g.load, g.held_by
WITH g
MATCH (l:Load {id: $load})
SET l.undone_at = datetime(), l.undone_by = $by, l.undone_kept = $kept
WITH g, l
CALL (l) {
  MATCH (d:Dataset {id: l.dataset})
  FOREACH (once IN CASE WHEN $description IS NULL THEN [1] ELSE [] END | DETACH DELETE d)
  FOREACH (once IN CASE WHEN $description IS NULL THEN [] ELSE [1] END | SET d += $description)
  RETURN count(*) AS described
}
CALL (l) {
  MATCH (j:Journal {load: l.id})
  DELETE j
  RETURN count(*) AS journals
}
WITH g, l, described, COLLECT { MATCH (d:Dataset) RETURN d.as_of } + [$as_of] AS days
// what moved the day of the graph is gone; a day that was moved since stays
FOREACH (once IN CASE WHEN g.as_of = l.as_of THEN [1] ELSE [] END |
  SET g.as_of = reduce(latest = null, day IN days |
    CASE WHEN latest IS NULL OR day > latest THEN day ELSE latest END
  )
)
RETURN g.version AS version
