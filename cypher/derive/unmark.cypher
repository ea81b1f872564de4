// Takes away the marks that an earlier version's derivation left behind where it was broken off
CALL () {
  MATCH (e:Enterprise) WHERE e.due > 0 RETURN e
  UNION
  MATCH (e:Enterprise) WHERE e.lower > 0 RETURN e
  UNION
  MATCH (e:Enterprise) WHERE e.raised > 0 RETURN e
}
SET e.due = null, e.lower = null, e.raised = null, e.high = null
