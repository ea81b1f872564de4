// Some turns of loosening those that stay never ready, beginning from those marked: whoever would
// be ready if only those never ready for want of a material were, goes down to what is expected of
// itself and is due to be raised again from there; so do those that it keeps from being ready.
UNWIND range($turn, $turn + $turns - 1) AS turn
CALL (turn) {
  MATCH (e:Enterprise)
  WHERE e.lower > 0
  WITH turn, e LIMIT $batch
  SET e.lower = null
  WITH turn, collect(e) AS batch
  CALL (turn, batch) {
    UNWIND batch AS e
    WITH turn, e WHERE e.at >= $never AND e.own_days IS NOT NULL
    CALL (e) {
      MATCH (s)-[r:SUPPLIES]->(e)
      WHERE r.gap IS NOT NULL
      // beyond $through nobody is taken for ready who is not known to be
      WITH r.material AS material, r.weight AS weight, r.gap * $scale - 1
        + CASE WHEN r.gap > $through AND s.due > 0 THEN $never
          WHEN r.gap <= $through AND s.at >= $never AND s.own_days IS NOT NULL THEN 0
          ELSE s.at END AS at
      WITH material, min(at) AS first, sum(weight) AS total,
        collect(CASE WHEN weight IS NOT NULL THEN [at, weight] END) AS shares
      RETURN max(CASE WHEN shares = [] THEN first ELSE reduce(best = $never, x IN shares |
        CASE WHEN x[0] < best AND 2 * reduce(come = 0, y IN shares |
          come + CASE WHEN y[0] <= x[0] THEN y[1] ELSE 0 END) >= total THEN x[0] ELSE best END)
        END) AS there
    }
    WITH turn, e WHERE coalesce(there <= $horizon, true)
    SET e.at = toInteger(e.own_days) * 100 * $scale, e.raised = turn, e.due = 1
    RETURN collect(e) AS loosened
  }
  CALL (loosened) {
    UNWIND loosened AS e
    MATCH (e)-[r:SUPPLIES]->(buyer)
    WHERE r.gap IS NOT NULL AND r.gap <= $through AND buyer.at >= $never AND buyer.own_days IS NOT NULL
    SET buyer.lower = 1
    RETURN count(*) AS marked
  }
  RETURN size(batch) AS evaluated, [e IN loosened | e.id] AS ids
}
RETURN sum(evaluated) AS evaluated, reduce(all = [], some IN collect(ids) | all + some) AS loosened
