// Takes the bounds over, and marks whom that may raise next
MATCH (e:Enterprise)
WHERE e.raised > $since AND e.high IS NOT NULL
WITH e, e.high AS high, e.high > «at of e» AS rises
SET e.high = null
FOREACH (x IN CASE WHEN rises THEN [e] ELSE [] END | SET «at of x» = high, x.raised = $turn)
WITH collect(CASE WHEN rises THEN e END) AS settled
CALL (settled) {
  UNWIND settled AS e
  MATCH (e)-[r:SUPPLIES]->(buyer)
  WHERE r.gap IS NOT NULL
  WITH buyer, «at of e» + «gap of r» * $scale - 1 AS at
  WHERE «at of buyer» < at AND «at of buyer» < $never
  WITH buyer, CASE WHEN at > $horizon THEN 1 ELSE 400 - at / $scale / 100 END AS due
  SET buyer.due = CASE WHEN buyer.due < due THEN buyer.due ELSE due END
  RETURN count(*) AS marked
}
RETURN size(settled) AS raised
