// Those whose day is another than before: id, days before and after, null for never
MATCH (e:Enterprise)
WHERE e.raised > 0
WITH e, e.ready_days AS before,
  CASE WHEN e.at < $never THEN (e.at + $scale - 1) / $scale / 100.0 END AS after
WHERE coalesce(before <> after, NOT (before IS NULL AND after IS NULL))
RETURN e.id AS enterprise, before, after
