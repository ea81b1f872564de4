// Some turns of settling: each lowers the upper bound of a batch of those marked. A supply counts with
// its supplier's bound where it pushes upwards for sure, else with what is known of it from below:
// so every circle left among the bounds gains days each turn, and nobody is ready by going round.
UNWIND range($turn, $turn + $turns - 1) AS turn
CALL (turn) {
  MATCH (first:Enterprise) WHERE first.lower > 0
  WITH first.lower AS level ORDER BY level LIMIT 1
  MATCH (e:Enterprise {lower: level})
  WITH level, e LIMIT $batch
  CALL (e) {
    MATCH (s:Enterprise)-[r:SUPPLIES]->(e)
    WHERE r.gap IS NOT NULL
    WITH e, s, r, coalesce(toInteger(round(100 * s.ready_days)), 1000000000) + r.gap AS low,
      toInteger(round(100 * e.ready_days)) AS ready
    WITH r.material AS material, r.weight AS weight,
      CASE WHEN s.high IS NOT NULL AND (low > ready OR low = ready AND s.raised < e.raised)
        THEN s.high + r.gap ELSE low END AS at
    WITH material, min(at) AS first, sum(weight) AS total,
      collect(CASE WHEN weight IS NOT NULL THEN [at, weight] END) AS shares
    RETURN max(CASE WHEN shares = [] THEN first ELSE reduce(best = 1000000000, x IN shares |
      CASE WHEN x[0] < best AND 2 * reduce(come = 0, y IN shares |
        come + CASE WHEN y[0] <= x[0] THEN y[1] ELSE 0 END) >= total THEN x[0] ELSE best END)
      END) AS value
  }
  WITH level, collect([e, value]) AS found
  UNWIND found AS each
  WITH level, each[0] AS e, each[1] AS value
  SET e.lower = null
  WITH level, e, value, value <= 36500 AND value < e.high AS falls
  FOREACH (x IN CASE WHEN falls THEN [e] ELSE [] END | SET x.high = value)
  WITH level, collect(CASE WHEN falls THEN e END) AS lowered, count(*) AS evaluated
  CALL (level, lowered) {
    UNWIND lowered AS e
    MATCH (e)-[r:SUPPLIES]->(buyer:Enterprise)
    WHERE r.gap IS NOT NULL AND e.high + r.gap < buyer.high
    SET buyer.lower = level + 1
    RETURN count(*) AS marked
  }
  RETURN level, evaluated, size(lowered) AS changed
}
RETURN sum(evaluated) AS evaluated, sum(changed) AS changed
