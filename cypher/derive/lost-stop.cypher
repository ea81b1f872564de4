// Some turns of finding on which day, in hundredths, those who lose days stop, and for want of what:
// the soonest first. Goods on the road (lead_days) still come after a supplier has stopped.
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today
UNWIND range(1, $turns) AS turn
CALL (today) {
  MATCH (e:Enterprise)
  WHERE e.due > 0
  WITH today, e ORDER BY e.due LIMIT $batch
  CALL (today, e) {
    MATCH (s)-[r:SUPPLIES]->(e)
    WHERE r.part IS NOT NULL AND s.lost > 0
    WITH today, e, r.material AS material, r.breaks AS breaks, sum(r.part) AS parts, collect([
      s.lost, r.part, coalesce(s.stop + toInteger(round(100 * coalesce(r.lead_days, 0))), 1000000000)
    ]) AS still
    WHERE parts >= breaks
    WITH today, e, material, reduce(most = 0, x IN still |
      CASE WHEN x[0] > most AND breaks <= reduce(gone = 0, y IN still |
        gone + CASE WHEN y[0] >= x[0] THEN y[1] ELSE 0 END) THEN x[0] ELSE most END) AS lost,
      // the first day on which those still delivering no longer suffice
      reduce(end = 1000000000, x IN still |
        CASE WHEN x[2] < end AND breaks <= reduce(gone = 0, y IN still |
          gone + CASE WHEN y[2] <= x[2] THEN y[1] ELSE 0 END) THEN x[2] ELSE end END) AS end
    WHERE end < 1000000000
    OPTIONAL MATCH (need:Material {id: material})
    OPTIONAL MATCH (e)-[n:NEEDS]->(need)
    WITH material, lost, end, toInteger(round(100 * coalesce(n.stock_days, 0))) - CASE
      WHEN e.runs AND n.stock_on < today
      THEN 100 * duration.inDays(n.stock_on, today).days ELSE 0 END AS stock
    WITH material, lost, end, CASE WHEN stock > 0 THEN stock ELSE 0 END AS stock
    // only materials that cost it days
    WHERE lost > stock
    WITH material, end + stock AS stop ORDER BY stop, material
    RETURN head(collect([stop, material])) AS stop
  }
  WITH collect([e, stop]) AS found
  UNWIND found AS each
  WITH each[0] AS e, each[1] AS stop
  SET e.due = null
  WITH e, stop, stop[0] < coalesce(e.stop, 1000000000) AS falls
  FOREACH (x IN CASE WHEN stop IS NULL THEN [] ELSE [e] END |
    SET x.stop = stop[0], x.lacks = stop[1])
  WITH collect(CASE WHEN falls THEN e END) AS lowered, count(*) AS evaluated
  CALL (lowered) {
    UNWIND lowered AS e
    MATCH (e)-[r:SUPPLIES]->(buyer)
    WHERE r.part IS NOT NULL AND buyer.lost > 0 AND buyer.out IS NULL
    WITH buyer, e.stop + toInteger(round(100 * coalesce(r.lead_days, 0))) AS end
    // also on the same day: it may be the smaller of two materials
    WHERE coalesce(end <= buyer.stop, true)
    SET buyer.due = CASE WHEN buyer.due < 1 + end THEN buyer.due ELSE 1 + end END
    RETURN count(*) AS marked
  }
  RETURN evaluated
}
RETURN min(evaluated) AS left, sum(evaluated) AS evaluated
