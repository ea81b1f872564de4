// Some turns of raising ready_days from below (value iteration). A turn takes a batch of those due
// at the lowest level, reads all of it before it writes any, and marks whom that may raise next.
// Never is 1000000000 hundredths here; what passes the horizon of 36500 is never.
UNWIND range($turn, $turn + $turns - 1) AS turn
CALL (turn) {
  MATCH (first:Enterprise) WHERE first.due > 0
  WITH turn, first.due AS level ORDER BY level LIMIT 1
  MATCH (e:Enterprise {due: level})
  WITH turn, level, e LIMIT $batch
  CALL (e) {
    MATCH (s:Enterprise)-[r:SUPPLIES]->(e)
    WHERE r.gap IS NOT NULL
    WITH r.material AS material, r.weight AS weight,
      coalesce(toInteger(round(100 * s.ready_days)), 1000000000) + r.gap AS at
    WITH material, min(at) AS first, sum(weight) AS total,
      collect(CASE WHEN weight IS NOT NULL THEN [at, weight] END) AS shares
    // with shares: the earliest arrival by which at least half of them has come
    RETURN max(CASE WHEN shares = [] THEN first ELSE reduce(best = 1000000000, x IN shares |
      CASE WHEN x[0] < best AND 2 * reduce(come = 0, y IN shares |
        come + CASE WHEN y[0] <= x[0] THEN y[1] ELSE 0 END) >= total THEN x[0] ELSE best END)
      END) AS value
  }
  WITH turn, level,
    collect([e, CASE WHEN value > 36500 THEN 1000000000 ELSE value END]) AS found
  UNWIND found AS each
  WITH turn, level, each[0] AS e, each[1] AS value
  SET e.due = null
  WITH turn, level, e, value,
    value > coalesce(toInteger(round(100 * e.ready_days)), 1000000000) AS rises
  FOREACH (x IN CASE WHEN rises THEN [e] ELSE [] END |
    SET x.ready_days = CASE WHEN value <= 36500 THEN value / 100.0 END, x.raised = turn)
  WITH level, collect(CASE WHEN rises THEN e END) AS raised, count(*) AS evaluated
  CALL (level, raised) {
    UNWIND raised AS e
    MATCH (e)-[r:SUPPLIES]->(buyer:Enterprise)
    WHERE r.gap IS NOT NULL AND buyer.ready_days IS NOT NULL
      AND coalesce(toInteger(round(100 * e.ready_days)), 1000000000) + r.gap
        > toInteger(round(100 * buyer.ready_days))
    SET buyer.due = level + 1
    RETURN count(*) AS marked
  }
  RETURN level, evaluated, size(raised) AS changed
}
RETURN max(level) AS level, sum(evaluated) AS evaluated, sum(changed) AS changed
