// Some turns of doubting: who is due stays firm only if, for every material, firm suppliers whose
// leads are given suffice by the day on which the material is there
// includes arrival
UNWIND range($turn, $turn + $turns - 1) AS turn
CALL (turn) {
  MATCH (first:Enterprise) WHERE first.due > 0
  WITH first.due AS level ORDER BY level LIMIT 1
  MATCH (e:Enterprise {due: level})
  WITH level, e LIMIT $batch
  CALL (e) {
    MATCH (s)-[r:SUPPLIES]->(e)
    WHERE r.gap IS NOT NULL
    WITH r.material AS material, r.weight AS weight,
      coalesce(toInteger(round(100 * s.ready_days)), 1000000000) + r.gap AS at,
      s.firm AND (r.lead_days IS NOT NULL OR s.runs AND e.runs) AS sure, s.doubt AS doubt
    WITH material, min(at) AS first, min(CASE WHEN sure THEN at END) AS sure_first,
      coalesce(max(doubt), 0) + 1 AS doubt,
      sum(weight) AS total,
      collect(CASE WHEN weight IS NOT NULL THEN [at, weight, sure] END) AS shares
    WITH shares, total, first = sure_first AS sure_at_first, sure_first, doubt,
      «arrival of 1000000000» AS by
    WITH doubt, CASE WHEN shares = [] THEN coalesce(sure_at_first, false)
      ELSE coalesce(sure_first <= by, false) AND 2 * reduce(come = 0, y IN shares |
        come + CASE WHEN y[2] AND y[0] <= by THEN y[1] ELSE 0 END) >= total END AS sure
    // null where every material is sure
    RETURN min(CASE WHEN NOT sure THEN doubt END) AS doubt
  }
  WITH level, collect([e, doubt]) AS found
  UNWIND found AS each
  WITH level, each[0] AS e, each[1] AS doubt
  SET e.due = null
  WITH level, e, doubt, e.firm AND doubt IS NOT NULL AS falls
  FOREACH (x IN CASE WHEN falls THEN [e] ELSE [] END | SET x.firm = false, x.doubt = doubt)
  WITH level, collect(CASE WHEN falls THEN e END) AS fallen, count(*) AS evaluated
  CALL (level, fallen) {
    UNWIND fallen AS e
    MATCH (e)-[r:SUPPLIES]->(buyer)
    WHERE r.gap IS NOT NULL AND buyer.firm
    SET buyer.due = level + 1
    RETURN count(*) AS marked
  }
  RETURN level, evaluated, [e IN fallen | e.id] AS other
}
RETURN sum(evaluated) AS evaluated, sum(size(other)) AS changed,
  reduce(ids = [], some IN collect(other) | ids + some) AS other
