// After a change what was raised or lowered becomes ready_days; the marks of that go, at stays for
// the next change. Whose day is another has no place among those that wait any more.
UNWIND $enterprises AS id
MATCH (e:Enterprise {id: id})
WITH e, CASE WHEN e.at < $never THEN (e.at + $scale - 1) / $scale / 100.0 END AS ready
WITH e, ready, coalesce(e.ready_days, -1) <> coalesce(ready, -1) AS moved
SET e.ready_days = ready, e.raised = null,
  e.hops = CASE WHEN NOT moved THEN e.hops END,
  e.stuck = CASE WHEN NOT moved THEN e.stuck END
