// Who runs, and when each could run if materials were there; from this at is raised, which is the
// day in hundredths, times $scale, less the hops by which it came about. After a change at stands,
// and those that began or ended to run or to be closed are marked as due.
MATCH (graph:Graph {id: 'graph'})
UNWIND $enterprises AS id
MATCH (e:Enterprise {id: id})
CALL (graph, e) {
  WITH graph, e, coalesce(e.closed_on <= graph.as_of, false) AS closed
  WITH graph, e, closed,
    NOT closed AND coalesce(e.resumed_on <= graph.as_of, false)
      AND coalesce(e.output_rate, 1.0) >= 0.8 AS runs
  WITH e, closed, runs,
    CASE
      WHEN closed THEN null
      WHEN runs OR e.expected_on IS NULL OR e.expected_on <= graph.as_of THEN 0.0
      // expected after the horizon of a year is never
      WHEN e.expected_on > graph.as_of + duration({days: 365}) THEN null
      ELSE toFloat(duration.inDays(graph.as_of, e.expected_on).days)
    END AS own
  WITH e, runs, own,
    coalesce(e.runs <> runs OR closed <> coalesce(e.stuck = 'closed', false), true) AS turned
  SET e.runs = runs, e.own_days = own, e.due = CASE WHEN turned THEN 1 END,
    e.at = CASE
      WHEN e.at IS NOT NULL THEN e.at
      WHEN own IS NULL THEN $never
      ELSE toInteger(own) * 100 * $scale END,
    e.raised = null, e.high = null, e.lower = null
}
