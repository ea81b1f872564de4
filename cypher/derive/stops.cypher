// Some turns of finding when those due, which run and will lose days, stop, and for want of what.
// Lowered from "not known to stop" (1000000000 hundredths): whoever does not run stopped on day 0,
// of whoever runs the goods on the road (lead_days) still come after it has stopped. The soonest
// first: due is the day, in hundredths and one more, before which nothing of it can be felt.
// includes arrival
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today
UNWIND range($turn, $turn + $turns - 1) AS turn
CALL (today, turn) {
  MATCH (e:Enterprise)
  WHERE e.due > 0
  WITH today, e ORDER BY e.due LIMIT $batch
  CALL (today, e) {
    MATCH (s)-[r:SUPPLIES]->(e)
    WHERE r.gap IS NOT NULL
    WITH today, e, r.material AS material, r.weight AS weight,
      coalesce(toInteger(round(100 * s.ready_days)), 1000000000) + r.gap AS at,
      toInteger(round(100 * coalesce(r.lead_days, 0)))
        + CASE WHEN s.runs THEN coalesce(toInteger(round(100 * s.stop_days)), 1000000000) ELSE 0 END
        AS ends
    WITH today, e, material, min(at) AS first, max(ends) AS last, sum(weight) AS total,
      collect(CASE WHEN weight IS NOT NULL THEN [at, weight, ends] END) AS shares
    // only materials that cost it days
    WHERE 0 < «arrival of 1000000000»
    // the last delivery; with shares: the first day on which those left hold less than half
    WITH today, e, material, reduce(end = last, x IN shares |
      CASE WHEN x[2] < end AND 2 * reduce(gone = 0, y IN shares |
        gone + CASE WHEN y[2] <= x[2] THEN y[1] ELSE 0 END) > total THEN x[2] ELSE end END) AS end
    WHERE end < 1000000000
    OPTIONAL MATCH (need:Material {id: material})
    OPTIONAL MATCH (e)-[n:NEEDS]->(need)
    WITH material, end, toInteger(round(100 * coalesce(n.stock_days, 0))) - CASE
      WHEN n.stock_on < today THEN 100 * duration.inDays(n.stock_on, today).days ELSE 0 END AS stock
    WITH material, end + CASE WHEN stock > 0 THEN stock ELSE 0 END AS stop
    ORDER BY stop, material
    RETURN head(collect({days: stop, material: material})) AS stop
  }
  WITH collect([e, stop]) AS found
  UNWIND found AS each
  WITH each[0] AS e, each[1] AS stop
  SET e.due = null
  WITH e, stop, stop.days < coalesce(toInteger(round(100 * e.stop_days)), 1000000000) AS falls
  FOREACH (x IN CASE WHEN stop IS NULL THEN [] ELSE [e] END |
    SET x.stop_days = stop.days / 100.0, x.stop_material = stop.material)
  WITH collect(CASE WHEN falls THEN e END) AS lowered, count(*) AS evaluated
  CALL (lowered) {
    UNWIND lowered AS e
    MATCH (e)-[r:SUPPLIES]->(buyer)
    WHERE r.gap IS NOT NULL AND buyer.runs AND coalesce(buyer.ready_days > 0, true)
    WITH buyer, 1 + toInteger(round(100 * e.stop_days))
      + toInteger(round(100 * coalesce(r.lead_days, 0))) AS due
    SET buyer.due = CASE WHEN buyer.due < due THEN buyer.due ELSE due END
    RETURN count(*) AS marked
  }
  RETURN evaluated, size(lowered) AS changed
}
RETURN sum(evaluated) AS evaluated, sum(changed) AS changed
