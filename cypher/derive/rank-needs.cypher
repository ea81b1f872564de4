// Every need that can break: its buyer, what breaks it, and the part of each supplier
MATCH (e:Enterprise)
CALL (e) {
  MATCH (s)-[r:SUPPLIES]->(e)
  WHERE r.part IS NOT NULL
  RETURN r.breaks AS breaks, collect(s.id) AS suppliers, collect(r.part) AS parts, r.material AS material
}
RETURN e.id AS buyer, breaks, suppliers, parts
