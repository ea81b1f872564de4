// Some turns of lowering at from above, the soonest first. A turn takes a batch of those marked,
// reads all of it before it writes any, and marks whom that may lower next. With $reset whoever can
// be lowered at all goes down to what is expected of itself, and is due to be raised again from
// there. Returned are also those that stay never ready: a circle of such may only hold itself.
// includes arrival
UNWIND range($turn, $turn + $turns - 1) AS turn
CALL (turn) {
  MATCH (e:Enterprise)
  WHERE e.lower > 0
  WITH turn, e ORDER BY e.lower LIMIT $batch
  CALL (e) {
    MATCH (s)-[r:SUPPLIES]->(e)
    WHERE r.gap IS NOT NULL
    WITH r.material AS material, r.weight AS weight, «at of s» + «gap of r» * $scale - 1 AS at
    WITH material, min(at) AS first, sum(weight) AS total,
      collect(CASE WHEN weight IS NOT NULL THEN [at, weight] END) AS shares
    RETURN max(«arrival of $never») AS there
  }
  WITH turn, e, there, coalesce(toInteger(«own_days of e») * 100 * $scale, $never) AS own
  WITH turn, e, own, CASE WHEN there > own THEN there ELSE own END AS value
  WITH turn, collect([
    e, own, CASE WHEN value > $horizon THEN $never ELSE value END, «at of e»
  ]) AS found
  UNWIND found AS each
  WITH turn, each[0] AS e, each[1] AS own, each[2] AS value, each[3] AS before
  SET e.lower = null
  WITH turn, e, own, value, before, value < before AS falls
  FOREACH (x IN CASE WHEN falls THEN [e] ELSE [] END |
    SET «at of x» = CASE WHEN $reset THEN own ELSE value END)
  FOREACH (x IN CASE WHEN falls THEN [e] ELSE [] END |
    SET x.raised = turn)
  FOREACH (x IN CASE WHEN falls AND $reset THEN [e] ELSE [] END |
    SET x.due = CASE WHEN before > $horizon THEN 1 ELSE 400 - before / $scale / 100 END)
  WITH collect(CASE WHEN falls THEN [e, before] END) AS fallen,
    collect(CASE WHEN value > $horizon AND own < $never AND NOT falls THEN e.id END) AS stalled,
    count(*) AS evaluated
  CALL (fallen) {
    UNWIND fallen AS each
    WITH each[0] AS e, each[1] AS before
    MATCH (e)-[r:SUPPLIES]->(buyer)
    WHERE r.gap IS NOT NULL
    WITH buyer, before + «gap of r» * $scale - 1 AS before,
      «at of e» + «gap of r» * $scale - 1 AS at
    // one never ready gains only by what came never, too
    WHERE at < «at of buyer» AND («at of buyer» < $never OR before > $horizon AND at <= $horizon)
    WITH buyer, 1 + CASE WHEN at > 0 THEN at / $scale ELSE 0 END AS lower
    SET buyer.lower = CASE WHEN buyer.lower < lower THEN buyer.lower ELSE lower END
    RETURN count(*) AS marked
  }
  RETURN evaluated, size(fallen) AS changed, stalled
}
RETURN sum(evaluated) AS evaluated, sum(changed) AS changed,
  reduce(all = [], some IN collect(stalled) | all + some) AS stalled
