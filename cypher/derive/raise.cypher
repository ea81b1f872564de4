// Some turns of raising at from below (value iteration). A turn takes a batch of those that wait
// longest, reads all of it before it writes any, and marks whom that may raise next: due is 1 for
// never, else 400 less the days, so that most are raised by what decides in the end.
UNWIND range($turn, $turn + $turns - 1) AS turn
CALL (turn) {
  MATCH (e:Enterprise)
  WHERE e.due > 0
  WITH turn, e ORDER BY e.due LIMIT $batch
  CALL (e) {
    MATCH (s)-[r:SUPPLIES]->(e)
    WHERE r.gap IS NOT NULL
    WITH r.material AS material, r.weight AS weight, s.at + r.gap * $scale - 1 AS at
    WITH material, min(at) AS first, sum(weight) AS total,
      collect(CASE WHEN weight IS NOT NULL THEN [at, weight] END) AS shares
    // with shares: the earliest arrival by which at least half of them has come
    RETURN max(CASE WHEN shares = [] THEN first ELSE reduce(best = $never, x IN shares |
      CASE WHEN x[0] < best AND 2 * reduce(come = 0, y IN shares |
        come + CASE WHEN y[0] <= x[0] THEN y[1] ELSE 0 END) >= total THEN x[0] ELSE best END)
      END) AS there
  }
  WITH turn, e, there,
    coalesce(toInteger(e.own_days) * 100 * $scale, $never) AS own
  WITH turn, e, CASE WHEN there > own THEN there ELSE own END AS value
  WITH turn, collect([e, CASE WHEN value > $horizon THEN $never ELSE value END]) AS found
  UNWIND found AS each
  WITH turn, each[0] AS e, each[1] AS value
  SET e.due = null
  WITH turn, e, value, value > e.at AS rises
  FOREACH (x IN CASE WHEN rises THEN [e] ELSE [] END | SET x.at = value, x.raised = turn)
  WITH collect(CASE WHEN rises THEN e END) AS raised, count(*) AS evaluated
  CALL (raised) {
    UNWIND raised AS e
    MATCH (e)-[r:SUPPLIES]->(buyer)
    WHERE r.gap IS NOT NULL
    WITH buyer, e.at + r.gap * $scale - 1 AS at
    WHERE buyer.at < at AND buyer.at < $never
    WITH buyer, CASE WHEN at > $horizon THEN 1 ELSE 400 - at / $scale / 100 END AS due
    SET buyer.due = CASE WHEN buyer.due < due THEN buyer.due ELSE due END
    RETURN count(*) AS marked
  }
  RETURN evaluated, size(raised) AS changed
}
RETURN sum(evaluated) AS evaluated, sum(changed) AS changed
