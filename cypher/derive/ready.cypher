// What was raised becomes ready_days; the marks of raising go
MATCH (e:Enterprise)
CALL (e) {
  SET e.ready_days = CASE WHEN e.at < $never THEN (e.at + $scale - 1) / $scale / 100.0 END,
    e.at = null, e.raised = null
} IN TRANSACTIONS OF 10000 ROWS
