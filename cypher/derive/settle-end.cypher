// Takes the bounds over as ready_days, and marks whom that may raise next
MATCH (e:Enterprise)
WHERE e.raised > $since AND e.high IS NOT NULL
WITH e, e.high AS high, e.high > toInteger(round(100 * e.ready_days)) AS rises
SET e.ready_days = CASE WHEN high <= 36500 THEN high / 100.0 END, e.high = null
FOREACH (x IN CASE WHEN rises THEN [e] ELSE [] END | SET x.raised = $turn)
WITH collect(e) AS settled, count(CASE WHEN rises THEN 1 END) AS raised
CALL (settled) {
  UNWIND settled AS e
  MATCH (e)-[r:SUPPLIES]->(buyer:Enterprise)
  WHERE r.gap IS NOT NULL AND buyer.ready_days IS NOT NULL
    AND coalesce(toInteger(round(100 * e.ready_days)), 1000000000) + r.gap
      > toInteger(round(100 * buyer.ready_days))
  SET buyer.due = $level
  RETURN count(*) AS marked
}
RETURN raised, marked
