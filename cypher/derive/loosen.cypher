// Some turns of loosening those that stay never ready, beginning from those marked: whoever would
// be ready if only those never ready for want of a material were, goes down to what is expected of
// itself and is due to be raised again from there; so do those that it keeps from being ready.
// includes arrival
UNWIND range($turn, $turn + $turns - 1) AS turn
CALL (turn) {
  MATCH (e:Enterprise)
  WHERE e.lower > 0
  WITH turn, e LIMIT $batch
  SET e.lower = null
  WITH turn, collect(e) AS batch
  CALL (turn, batch) {
    UNWIND batch AS e
    WITH turn, e WHERE «at of e» >= $never AND «own_days of e» IS NOT NULL
    CALL (e) {
      MATCH (s)-[r:SUPPLIES]->(e)
      WHERE r.gap IS NOT NULL
      // beyond $through nobody is taken for ready who is not known to be
      WITH r.material AS material, r.weight AS weight, «gap of r» * $scale - 1
        + CASE WHEN «gap of r» > $through AND s.due > 0 THEN $never
          WHEN «gap of r» <= $through AND «at of s» >= $never AND «own_days of s» IS NOT NULL THEN 0
          ELSE «at of s» END AS at
      WITH material, min(at) AS first, sum(weight) AS total,
        collect(CASE WHEN weight IS NOT NULL THEN [at, weight] END) AS shares
      RETURN max(«arrival of $never») AS there
    }
    WITH turn, e WHERE coalesce(there <= $horizon, true)
    SET «at of e» = toInteger(«own_days of e») * 100 * $scale, e.raised = turn, e.due = 1
    RETURN collect(e) AS loosened
  }
  CALL (loosened) {
    UNWIND loosened AS e
    MATCH (e)-[r:SUPPLIES]->(buyer)
    WHERE r.gap IS NOT NULL AND «gap of r» <= $through AND «at of buyer» >= $never AND «own_days of buyer» IS NOT NULL
    SET buyer.lower = 1
    RETURN count(*) AS marked
  }
  RETURN size(batch) AS evaluated, [e IN loosened | e.id] AS ids
}
RETURN sum(evaluated) AS evaluated, reduce(all = [], some IN collect(ids) | all + some) AS loosened
