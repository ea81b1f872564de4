// Whose supplies have to be looked at again: those that changed, and the buyers of those that began
// or ended to run or to be closed
UNWIND $enterprises AS id
MATCH (e:Enterprise {id: id})
CALL (e) {
  RETURN e AS touched
  UNION
  MATCH (e)-[:SUPPLIES]->(buyer)
  WHERE e.due > 0
  RETURN buyer AS touched
}
WITH collect(DISTINCT e) AS changed, collect(DISTINCT touched) AS touched
FOREACH (e IN changed | SET e.due = null)
FOREACH (e IN touched | SET e.due = 1)
RETURN [e IN touched | e.id] AS touched
