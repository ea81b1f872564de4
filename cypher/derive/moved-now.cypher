// What was raised or lowered: id and days now, null for never. Its marks go, so that the next trial in
// the same transaction begins from here.
MATCH (e:Enterprise)
WHERE e.raised > 0
SET e.raised = null
RETURN e.id AS enterprise, CASE WHEN e.at < $never THEN (e.at + $scale - 1) / $scale / 100.0 END AS days
