// Some turns of doubting places after a change: whoever no longer has anybody nearer to wait for
// loses its place, and those that wait for it are doubted next. All of them are due to choose again.
// includes arrival
UNWIND range($turn, $turn + $turns - 1) AS turn
CALL (turn) {
  MATCH (e:Enterprise)
  WHERE e.lower > 0
  WITH e LIMIT $batch
  SET e.lower = null
  WITH collect(e) AS batch
  CALL (batch) {
    UNWIND batch AS e
    WITH e WHERE NOT coalesce(e.ready_days > e.own_days, false)
    SET e.hops = null
    WITH e
    MATCH (e)-[w:WAITS_FOR]->()
    DELETE w
  }
  CALL (batch) {
    UNWIND batch AS e
    WITH e WHERE e.ready_days > e.own_days
    CALL (e) {
      WITH e, toInteger(round(100 * e.ready_days)) AS ready
      MATCH (s)-[r:SUPPLIES]->(e)
      WHERE r.gap IS NOT NULL
      WITH ready, r,
        coalesce(toInteger(round(100 * s.ready_days)), 1000000000) + r.gap AS at,
        CASE WHEN s.ready_days = s.own_days THEN 0 ELSE s.hops END AS hops
      WITH ready, r.material AS material, min(at) AS first, sum(r.weight) AS total,
        collect(CASE WHEN r.weight IS NOT NULL THEN [at, r.weight] END) AS shares,
        min(CASE WHEN at = ready THEN hops END) AS hops
      WHERE hops IS NOT NULL
        AND ready = «arrival of 1000000000»
      RETURN min(hops) AS nearest
    }
    SET e.due = 1
    WITH e WHERE e.hops IS NOT NULL AND coalesce(nearest + 1 > e.hops, true)
    SET e.hops = null
    WITH e
    MATCH (e)<-[:WAITS_FOR]-(waiting)
    WHERE waiting.hops IS NOT NULL
    SET waiting.lower = 1
    RETURN count(*) AS changed
  }
  RETURN size(batch) AS evaluated, changed
}
RETURN sum(evaluated) AS evaluated, sum(changed) AS changed
