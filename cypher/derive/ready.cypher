// What was raised becomes ready_days; the marks of raising go, at stays for the next change
MATCH (e:Enterprise)
CALL (e) {
  SET e.ready_days = CASE WHEN e.at < $never THEN (e.at + $scale - 1) / $scale / 100.0 END,
    e.raised = null, e.hops = null, e.stuck = null
} IN TRANSACTIONS OF 10000 ROWS
