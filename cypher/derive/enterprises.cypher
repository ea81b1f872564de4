// Who runs, and when each could run if materials were there; from this at is raised, which is the
// day in hundredths, times $scale, less the hops by which it came about
MATCH (graph:Graph {id: 'graph'})
MATCH (e:Enterprise)
CALL (graph, e) {
  WITH graph, e, coalesce(e.closed_on <= graph.as_of, false) AS closed
  WITH graph, e, closed,
    NOT closed AND coalesce(e.resumed_on <= graph.as_of, false)
      AND coalesce(e.output_rate, 1.0) >= 0.8 AS runs
  WITH e, runs,
    CASE
      WHEN closed THEN null
      WHEN runs OR e.expected_on IS NULL OR e.expected_on <= graph.as_of THEN 0.0
      // expected after the horizon of a year is never
      WHEN e.expected_on > graph.as_of + duration({days: 365}) THEN null
      ELSE toFloat(duration.inDays(graph.as_of, e.expected_on).days)
    END AS own
  SET e.runs = runs, e.own_days = own,
    e.at = CASE WHEN own IS NULL THEN $never ELSE toInteger(own) * 100 * $scale END,
    e.due = null, e.raised = null, e.high = null, e.lower = null,
    e.stuck = null, e.hops = null
} IN TRANSACTIONS OF 10000 ROWS
