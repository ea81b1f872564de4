// Some turns of raising lost, in hundredths of a day, from nothing: whoever may lose most first.
// A need that breaks while suppliers stand still costs the days of the one with whom the parts of
// those who stand still longest reach r.breaks, less the stock as it stands today.
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today
UNWIND range(1, $turns) AS turn
CALL (today) {
  MATCH (e:Enterprise)
  WHERE e.due > 0
  WITH today, e ORDER BY e.due LIMIT $batch
  CALL (today, e) {
    WITH today, e WHERE coalesce(e.closed_on > today, true)
    MATCH (s)-[r:SUPPLIES]->(e)
    WHERE r.part IS NOT NULL AND s.lost > 0
    WITH today, e, r.material AS material, r.breaks AS breaks, sum(r.part) AS parts,
      collect([s.lost, r.part]) AS still
    WHERE parts >= breaks
    WITH today, e, material, reduce(most = 0, x IN still |
      CASE WHEN x[0] > most AND breaks <= reduce(gone = 0, y IN still |
        gone + CASE WHEN y[0] >= x[0] THEN y[1] ELSE 0 END) THEN x[0] ELSE most END) AS lost
    OPTIONAL MATCH (need:Material {id: material})
    OPTIONAL MATCH (e)-[n:NEEDS]->(need)
    WITH lost, toInteger(round(100 * coalesce(n.stock_days, 0))) - CASE
      WHEN e.runs AND n.stock_on < today
      THEN 100 * duration.inDays(n.stock_on, today).days ELSE 0 END AS stock
    RETURN max(lost - CASE WHEN stock > 0 THEN stock ELSE 0 END) AS value
  }
  WITH collect([e, value]) AS found
  UNWIND found AS each
  WITH each[0] AS e, each[1] AS value
  SET e.due = null
  WITH e, value, value > coalesce(e.lost, 0) AS rises
  FOREACH (x IN CASE WHEN rises THEN [e] ELSE [] END | SET x.lost = value)
  WITH collect(CASE WHEN rises THEN e END) AS raised, count(*) AS evaluated
  CALL (raised) {
    UNWIND raised AS e
    MATCH (e)-[r:SUPPLIES]->(buyer)
    WHERE r.part IS NOT NULL AND coalesce(buyer.lost < e.lost, true)
    WITH buyer, 1000000000 - e.lost AS due
    SET buyer.due = CASE WHEN buyer.due < due THEN buyer.due ELSE due END
    RETURN count(*) AS marked
  }
  RETURN evaluated
}
RETURN min(evaluated) AS left, sum(evaluated) AS evaluated
