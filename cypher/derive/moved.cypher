// What was raised or lowered: id, days before and after, null for never
MATCH (e:Enterprise)
WHERE e.raised > 0
RETURN e.id AS enterprise, e.ready_days AS before,
  CASE WHEN e.at < $never THEN (e.at + $scale - 1) / $scale / 100.0 END AS after
