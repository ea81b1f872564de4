// Some turns of finding whom those that will be ready wait for. Those due at a level wait for one
// who is that many hops, less one, from an enterprise that waits for nobody, if such a one decides;
// among those for the smallest material, then the smallest supplier. After a change some are due
// that have a place already: they get a nearer one, or choose again.
// includes arrival
UNWIND range($turn, $turn + $turns - 1) AS turn
CALL (turn) {
  MATCH (first:Enterprise) WHERE first.due > 0
  WITH first.due AS level ORDER BY level LIMIT 1
  MATCH (e:Enterprise {due: level})
  WITH level, e LIMIT $batch
  SET e.due = null
  WITH level, collect(e) AS batch
  CALL (level, batch) {
    UNWIND batch AS e
    WITH level, e WHERE e.hops IS NULL OR e.hops >= level
    CALL (level, e) {
      WITH level, e, toInteger(round(100 * e.ready_days)) AS ready
      MATCH (s)-[r:SUPPLIES]->(e)
      WHERE r.gap IS NOT NULL
      WITH level, ready, s, r,
        coalesce(toInteger(round(100 * s.ready_days)), 1000000000) + r.gap AS at,
        CASE WHEN s.ready_days = s.own_days THEN 0 ELSE s.hops END AS hops
      WITH ready, r.material AS material, min(at) AS first, sum(r.weight) AS total,
        collect(CASE WHEN r.weight IS NOT NULL THEN [at, r.weight] END) AS shares,
        min(CASE WHEN at = ready AND hops = level - 1 THEN s.id END) AS supplier,
        min(CASE WHEN at = ready THEN hops END) AS hops
      WHERE hops IS NOT NULL
        AND ready = «arrival of 1000000000»
      RETURN hops, material, supplier ORDER BY hops, material LIMIT 1
    }
    WITH level, collect([e, hops, material, supplier]) AS found
    UNWIND found AS each
    WITH level, each[0] AS e, each[1] AS hops, each[2] AS material, each[3] AS supplier
    SET e.due = CASE WHEN hops >= level THEN hops + 1 END
    WITH level, e, material, supplier WHERE supplier IS NOT NULL
    MATCH (s:Enterprise {id: supplier})
    CALL (e) {
      MATCH (e)-[before:WAITS_FOR]->()
      DELETE before
    }
    CREATE (e)-[:WAITS_FOR {material: material, days: e.ready_days}]->(s)
    WITH level, e, coalesce(e.hops > level, true) AS nearer
    SET e.hops = level
    WITH level, e WHERE nearer
    CALL (level, e) {
      MATCH (e)-[r:SUPPLIES]->(buyer)
      WHERE r.gap IS NOT NULL AND coalesce(buyer.hops > level, true)
        AND buyer.ready_days > buyer.own_days
        AND toInteger(round(100 * e.ready_days)) + r.gap
          = toInteger(round(100 * buyer.ready_days))
      SET buyer.due = CASE WHEN buyer.due <= level THEN buyer.due ELSE level + 1 END
      RETURN count(*) AS marked
    }
    RETURN count(*) AS changed
  }
  RETURN level, size(batch) AS evaluated, changed
}
RETURN sum(evaluated) AS evaluated, sum(changed) AS changed
