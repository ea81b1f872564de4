// Takes the bounds over as ready_days, and marks whom that may raise next
MATCH (e:Enterprise)
WHERE e.raised > $since AND e.high IS NOT NULL
WITH e, e.high AS high, e.high > toInteger(round(100 * e.ready_days)) AS rises
SET e.ready_days = CASE WHEN high <= 36500 THEN high / 100.0 END, e.high = null
FOREACH (x IN CASE WHEN rises THEN [e] ELSE [] END | SET x.raised = $turn)
WITH collect(CASE WHEN rises THEN e END) AS settled
CALL (settled) {
  UNWIND settled AS e
  MATCH (e)-[r:SUPPLIES]->(buyer:Enterprise)
  WHERE r.gap IS NOT NULL AND buyer.ready_days IS NOT NULL
  WITH buyer, coalesce(toInteger(round(100 * e.ready_days)), 1000000000) + r.gap AS at
  WHERE at > toInteger(round(100 * buyer.ready_days))
  WITH buyer, CASE WHEN at > 36500 THEN 1 ELSE 400 - at / 100 END AS due
  SET buyer.due = CASE WHEN buyer.due < due THEN buyer.due ELSE due END
  RETURN count(*) AS marked
}
RETURN size(settled) AS raised
