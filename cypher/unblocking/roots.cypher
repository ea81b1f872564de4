// Root blockers: not closed, not ready today, waiting for nobody. For each whom its chain holds up,
// and what bounds the days that it can save: all that its own start may reach through those that
// wait, by whichever supply, for a second supplier that gets sooner may relieve somebody whose chain
// does not pass here. Where they are ranked only those of which the ranking does not know what they
// save.
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today
CALL (today) {
  UNWIND CASE WHEN $ranked THEN [] ELSE [1] END AS every
  MATCH (x:Enterprise)
  RETURN x
  UNION ALL
  MATCH (x:Enterprise)
  WHERE x.saves_open = CASE WHEN $ranked THEN 1 END
  RETURN x
}
WITH today, x
WHERE (x.ready_days > 0 OR x.stuck = 'late')
  AND NOT coalesce(x.closed_on <= today, false)
  AND NOT EXISTS { (x)-[:WAITS_FOR]->() }
  AND ($district IS NULL OR x.district STARTS WITH $district)
  AND ($industry IS NULL OR x.industry STARTS WITH $industry)
CALL (x) {
  OPTIONAL MATCH (x)<-[:WAITS_FOR*1..]-(waiting)
  WITH DISTINCT waiting
  RETURN
    count(waiting) AS held,
    count(CASE WHEN waiting.above_scale THEN 1 END) AS held_above_scale,
    coalesce(sum(waiting.headcount), 0) AS held_headcount
}
CALL (x) {
  OPTIONAL MATCH (x)-[rs:SUPPLIES*1..]->(b)
  WHERE all(r IN rs WHERE r.gap IS NOT NULL AND endNode(r).own_days IS NOT NULL
    AND coalesce(endNode(r).ready_days > endNode(r).own_days, true))
  WITH DISTINCT b
  RETURN
    count(b) > 0 AS reaches,
    sum(CASE WHEN b.above_scale THEN b.ready_days ELSE 0 END) AS above,
    sum(b.ready_days) AS days,
    count(CASE WHEN b.ready_days IS NULL THEN b END) AS never
}
RETURN x.id AS enterprise, held, held_above_scale, held_headcount,
  // whose materials are all there and who reaches nobody saves its own days, no more and no less
  reaches OR EXISTS {
    MATCH (s)-[r:SUPPLIES]->(x)
    WHERE r.gap IS NOT NULL AND (s.ready_days IS NULL OR 100 * s.ready_days + r.gap > 0)
  } AS open,
  above + CASE WHEN x.above_scale THEN coalesce(x.ready_days, 0) ELSE 0 END AS above,
  days + coalesce(x.ready_days, 0) AS days,
  never + CASE WHEN x.ready_days IS NULL THEN 1 ELSE 0 END AS never
