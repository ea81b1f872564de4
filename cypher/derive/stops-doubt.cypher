// Some turns of doubting, after a change, when those that run and lose days stop: whoever would stop
// later by what is known now is not known to stop any more, and its buyers are doubted next. What
// comes from a supplier on the very day counts as unknown: two could hold each other to it. All are
// due to be looked at again (see stops).
// includes arrival
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today
UNWIND range($turn, $turn + $turns - 1) AS turn
CALL (today, turn) {
  MATCH (e:Enterprise)
  WHERE e.lower > 0
  WITH today, e LIMIT $batch
  CALL (today, e) {
    MATCH (s)-[r:SUPPLIES]->(e)
    WHERE r.gap IS NOT NULL
    WITH today, e, r.material AS material, r.weight AS weight,
      coalesce(toInteger(round(100 * s.ready_days)), 1000000000) + r.gap AS at,
      toInteger(round(100 * coalesce(r.lead_days, 0)))
        + CASE WHEN NOT s.runs THEN 0
          WHEN s.stop_days = e.stop_days AND coalesce(r.lead_days, 0) = 0 THEN 1000000000
          ELSE coalesce(toInteger(round(100 * s.stop_days)), 1000000000) END AS ends
    WITH today, e, material, min(at) AS first, max(ends) AS last, sum(weight) AS total,
      collect(CASE WHEN weight IS NOT NULL THEN [at, weight, ends] END) AS shares
    WHERE 0 < «arrival of 1000000000»
    WITH today, e, material, reduce(end = last, x IN shares |
      CASE WHEN x[2] < end AND 2 * reduce(gone = 0, y IN shares |
        gone + CASE WHEN y[2] <= x[2] THEN y[1] ELSE 0 END) > total THEN x[2] ELSE end END) AS end
    WHERE end < 1000000000
    OPTIONAL MATCH (need:Material {id: material})
    OPTIONAL MATCH (e)-[n:NEEDS]->(need)
    WITH end, toInteger(round(100 * coalesce(n.stock_days, 0))) - CASE
      WHEN n.stock_on < today THEN 100 * duration.inDays(n.stock_on, today).days ELSE 0 END AS stock
    RETURN min(end + CASE WHEN stock > 0 THEN stock ELSE 0 END) AS stop
  }
  WITH collect([e, stop, e.runs AND coalesce(e.ready_days > 0, true)]) AS found
  UNWIND found AS each
  WITH each[0] AS e, each[1] AS stop, each[2] AS loses
  WITH e, loses, e.stop_days IS NOT NULL AND (NOT loses
    OR coalesce(stop > toInteger(round(100 * e.stop_days)), true)) AS falls
  SET e.lower = null, e.due = CASE WHEN loses THEN 1 END
  FOREACH (x IN CASE WHEN falls OR NOT loses THEN [e] ELSE [] END |
    SET x.stop_days = null, x.stop_material = null)
  WITH collect(CASE WHEN falls THEN e END) AS fallen, count(*) AS evaluated
  CALL (fallen) {
    UNWIND fallen AS e
    MATCH (e)-[r:SUPPLIES]->(buyer)
    WHERE r.gap IS NOT NULL AND buyer.stop_days IS NOT NULL
    SET buyer.lower = 1
    RETURN count(*) AS marked
  }
  RETURN evaluated, size(fallen) AS changed
}
RETURN sum(evaluated) AS evaluated, sum(changed) AS changed
