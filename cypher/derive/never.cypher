// Whom those that will never be ready for want of a material wait for: the smallest such
// material, among its suppliers that are never ready (if none is, among all) the smallest
// includes arrival
UNWIND $enterprises AS id
MATCH (e:Enterprise {id: id})
WHERE e.own_days IS NOT NULL AND e.ready_days IS NULL
CALL (e) {
  MATCH (s)-[r:SUPPLIES]->(e)
  WHERE r.gap IS NOT NULL
  WITH s, r, coalesce(toInteger(round(100 * s.ready_days)), 1000000000) + r.gap AS at
  WITH r.material AS material, min(at) AS first, sum(r.weight) AS total,
    collect(CASE WHEN r.weight IS NOT NULL THEN [at, r.weight] END) AS shares,
    coalesce(min(CASE WHEN s.ready_days IS NULL THEN s.id END), min(s.id)) AS supplier
  WHERE 36500 < «arrival of 1000000000»
  WITH material, supplier ORDER BY material LIMIT 1
  MATCH (s:Enterprise {id: supplier})
  CREATE (e)-[:WAITS_FOR {material: material}]->(s)
}
