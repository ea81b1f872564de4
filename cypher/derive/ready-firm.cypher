// All of what is known once everything is raised, in one pass: ready_days, as in ready; who is in
// flow; and who could be firm by what is known of the enterprise itself: it will be ready, was
// surveyed, its own date is known, every essential material has known suppliers. doubt orders those
// that are not firm: each is not so by itself (0) or by others of lower doubt. Marks as due all that
// wait for somebody and will be ready.
MATCH (e:Enterprise)
CALL (e) {
  WITH e, CASE WHEN e.at < $never THEN (e.at + $scale - 1) / $scale / 100.0 END AS ready
  WITH e, ready, ready IS NOT NULL AND e.surveyed_on IS NOT NULL
      AND (e.runs OR e.expected_on IS NOT NULL) AS known
  WITH e, ready, known AND COUNT { (e)-[n:NEEDS]->() WHERE coalesce(n.essential, true) } = COUNT {
      MATCH (e)<-[r:SUPPLIES]-()
      WHERE known AND r.gap IS NOT NULL
      RETURN DISTINCT r.material
    } AS firm
  SET e.ready_days = ready, e.raised = null, e.hops = null, e.stuck = null,
    e.in_flow = e.runs AND coalesce(ready = 0, false), e.firm = firm,
    e.doubt = CASE WHEN NOT firm THEN 0 END,
    e.due = CASE WHEN ready > e.own_days THEN 1 END
} IN 2 CONCURRENT TRANSACTIONS OF 5000 ROWS
