// Root blockers of which the ranking knows what they save: those that save enterprises above designated
// size most, as many as are asked for, and whoever saves them as much as the last of these
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today
CALL (today) {
  CALL (today) {
    MATCH (x:Enterprise)
    WHERE x.saves_above >= 0 AND x.ready_days > 0 AND NOT coalesce(x.closed_on <= today, false)
      AND NOT EXISTS { (x)-[:WAITS_FOR]->() }
      AND ($district IS NULL OR x.district STARTS WITH $district)
      AND ($industry IS NULL OR x.industry STARTS WITH $industry)
    RETURN x.saves_above AS above ORDER BY x.saves_above DESC LIMIT $limit
  }
  RETURN min(above) AS least
}
CALL (today, least) {
  MATCH (x:Enterprise)
  WHERE x.saves_above >= least AND x.ready_days > 0 AND NOT coalesce(x.closed_on <= today, false)
    AND NOT EXISTS { (x)-[:WAITS_FOR]->() }
    AND ($district IS NULL OR x.district STARTS WITH $district)
    AND ($industry IS NULL OR x.industry STARTS WITH $industry)
  RETURN x
}
CALL (x) {
  OPTIONAL MATCH (x)<-[:WAITS_FOR*1..]-(waiting)
  WITH DISTINCT waiting
  RETURN
    count(waiting) AS held,
    count(CASE WHEN waiting.above_scale THEN 1 END) AS held_above_scale,
    coalesce(sum(waiting.headcount), 0) AS held_headcount
}
RETURN x.id AS enterprise, held, held_above_scale, held_headcount, false AS open,
  x.saves_above AS above, x.saves_days AS days, 0 AS never
