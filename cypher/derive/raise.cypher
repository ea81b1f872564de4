// Some turns of raising at from below (value iteration). A turn takes a batch of those that wait
// longest, reads all of it before it writes any, and marks whom that may raise next: due is 1 for
// never, else 400 less the days, so that most are raised by what decides in the end.
// includes arrival
UNWIND range($turn, $turn + $turns - 1) AS turn
CALL (turn) {
  MATCH (e:Enterprise)
  WHERE e.due > 0
  WITH turn, e ORDER BY e.due LIMIT $batch
  CALL (e) {
    MATCH (s)-[r:SUPPLIES]->(e)
    WHERE r.gap IS NOT NULL
    WITH r.material AS material, r.weight AS weight, «at of s» + «gap of r» * $scale - 1 AS at
    WITH material, min(at) AS first, sum(weight) AS total,
      collect(CASE WHEN weight IS NOT NULL THEN [at, weight] END) AS shares
    // with shares: the earliest arrival by which at least half of them has come
    RETURN max(«arrival of $never») AS there
  }
  WITH turn, e, there,
    coalesce(toInteger(«own_days of e») * 100 * $scale, $never) AS own
  WITH turn, e, CASE WHEN there > own THEN there ELSE own END AS value
  WITH turn, collect([e, CASE WHEN value > $horizon THEN $never ELSE value END]) AS found
  UNWIND found AS each
  WITH turn, each[0] AS e, each[1] AS value
  SET e.due = null
  WITH turn, e, value, value > «at of e» AS rises
  FOREACH (x IN CASE WHEN rises THEN [e] ELSE [] END | SET «at of x» = value, x.raised = turn)
  WITH collect(CASE WHEN rises THEN e END) AS raised, count(*) AS evaluated
  CALL (raised) {
    UNWIND raised AS e
    MATCH (e)-[r:SUPPLIES]->(buyer)
    WHERE r.gap IS NOT NULL
    WITH buyer, «at of e» + «gap of r» * $scale - 1 AS at
    WHERE «at of buyer» < at AND «at of buyer» < $never
    WITH buyer, CASE WHEN at > $horizon THEN 1 ELSE 400 - at / $scale / 100 END AS due
    SET buyer.due = CASE WHEN buyer.due < due THEN buyer.due ELSE due END
    RETURN count(*) AS marked
  }
  RETURN evaluated, size(raised) AS changed
}
RETURN sum(evaluated) AS evaluated, sum(changed) AS changed
