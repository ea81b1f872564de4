// One batch of a round: whom those due wait for, if one that decides is $round - 1 hops from an
// enterprise that waits for nobody. Among those: smallest material, then smallest supplier.
MATCH (e:Enterprise {due: $round})
WITH e LIMIT $batch
SET e.due = null
WITH collect(e) AS batch
CALL (batch) {
  UNWIND batch AS e
  WITH e WHERE e.hops IS NULL
  CALL (e) {
    WITH e, toInteger(round(100 * e.ready_days)) AS ready
    MATCH (s:Enterprise)-[r:SUPPLIES]->(e)
    WHERE r.gap IS NOT NULL
    WITH ready, s, r, coalesce(toInteger(round(100 * s.ready_days)), 1000000000) + r.gap AS at
    WITH ready, r.material AS material, min(at) AS first, sum(r.weight) AS total,
      collect(CASE WHEN r.weight IS NOT NULL THEN [at, r.weight] END) AS shares,
      min(CASE WHEN at = ready AND CASE WHEN s.hops IS NULL THEN s.ready_days = s.own_days
        AND $round = 1 ELSE s.hops = $round - 1 END THEN s.id END) AS supplier
    WHERE supplier IS NOT NULL
      AND ready = CASE WHEN shares = [] THEN first ELSE reduce(best = 1000000000, x IN shares |
        CASE WHEN x[0] < best AND 2 * reduce(come = 0, y IN shares |
          come + CASE WHEN y[0] <= x[0] THEN y[1] ELSE 0 END) >= total THEN x[0] ELSE best END) END
    RETURN material, supplier ORDER BY material LIMIT 1
  }
  WITH collect([e, material, supplier]) AS found
  UNWIND found AS each
  WITH each[0] AS e, each[1] AS material, each[2] AS supplier
  MATCH (s:Enterprise {id: supplier})
  CREATE (e)-[:WAITS_FOR {material: material, days: e.ready_days}]->(s)
  SET e.hops = $round
  WITH e
  CALL (e) {
    MATCH (e)-[r:SUPPLIES]->(buyer:Enterprise)
    WHERE r.gap IS NOT NULL AND buyer.hops IS NULL AND buyer.ready_days > buyer.own_days
      AND toInteger(round(100 * e.ready_days)) + r.gap = toInteger(round(100 * buyer.ready_days))
    SET buyer.due = $round + 1
    RETURN count(*) AS marked
  }
  RETURN count(e) AS found
}
RETURN size(batch) AS evaluated, found
