// Some turns of settling: each lowers the upper bounds of a batch of those marked, nearest to what
// is known from below first. A supply counts with its supplier's bound where it holds the buyer up
// to where it stands, else with what is known of it from below: then every circle left among the
// bounds gains, for none is zero with the hops taken off, and nobody is ready by going round.
// includes arrival
UNWIND range($turn, $turn + $turns - 1) AS turn
CALL (turn) {
  MATCH (e:Enterprise)
  WHERE e.lower > 0
  WITH e ORDER BY e.lower LIMIT $batch
  CALL (e) {
    MATCH (s)-[r:SUPPLIES]->(e)
    WHERE r.gap IS NOT NULL
    WITH e, s, r, «gap of r» * $scale - 1 AS gap
    WITH r.material AS material, r.weight AS weight,
      CASE WHEN s.high IS NOT NULL AND «at of s» + gap >= «at of e» THEN s.high ELSE «at of s» END + gap AS at
    WITH material, min(at) AS first, sum(weight) AS total,
      collect(CASE WHEN weight IS NOT NULL THEN [at, weight] END) AS shares
    RETURN max(«arrival of $never») AS there
  }
  // nor before its own day: who is later by that alone has to be settled, too
  WITH e, there, coalesce(toInteger(«own_days of e») * 100 * $scale, $never) AS own
  WITH collect([e, CASE WHEN there > own THEN there ELSE own END]) AS found
  UNWIND found AS each
  WITH each[0] AS e, each[1] AS value
  SET e.lower = null
  WITH e, value, value <= $horizon AND value < e.high AS falls
  FOREACH (x IN CASE WHEN falls THEN [e] ELSE [] END | SET x.high = value)
  WITH collect(CASE WHEN falls THEN e END) AS lowered, count(*) AS evaluated
  CALL (lowered) {
    UNWIND lowered AS e
    MATCH (e)-[r:SUPPLIES]->(buyer)
    WHERE r.gap IS NOT NULL
    WITH e, buyer, «gap of r» * $scale - 1 AS gap
    WHERE e.high + gap < buyer.high AND «at of e» + gap >= «at of buyer»
    WITH buyer, 1 + (e.high + gap - «at of buyer») / $scale AS lower
    SET buyer.lower = CASE WHEN buyer.lower < lower THEN buyer.lower ELSE lower END
    RETURN count(*) AS marked
  }
  RETURN evaluated, size(lowered) AS changed
}
RETURN sum(evaluated) AS evaluated, sum(changed) AS changed
