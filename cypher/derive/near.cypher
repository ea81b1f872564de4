// Whose place among those that wait may be another after a change: those touched or moved, and the
// buyers of those that changed or moved
UNWIND $enterprises AS id
MATCH (e:Enterprise {id: id})
CALL (e, id) {
  RETURN e AS near
  UNION
  WITH e, id WHERE id IN $sources
  MATCH (e)-[r:SUPPLIES]->(buyer)
  WHERE r.gap IS NOT NULL
  RETURN buyer AS near
}
WITH DISTINCT near
SET near.lower = 1
RETURN collect(near.id) AS near
