// Why those never ready are stuck, where it shows at once; the others may be in a circle.
// Marks as due those from which the reason spreads to whoever waits for them.
MATCH (graph:Graph {id: 'graph'})
UNWIND $enterprises AS id
MATCH (e:Enterprise {id: id})
WHERE e.ready_days IS NULL
CALL (graph, e) {
  WITH e, CASE
    WHEN e.closed_on <= graph.as_of THEN 'closed'
    WHEN e.own_days IS NULL THEN 'late'
    WHEN EXISTS { (e)-[:WAITS_FOR]->(s) WHERE s.ready_days IS NOT NULL } THEN 'late'
    // after a change the reason of whom it waits for may stand already
    ELSE coalesce(head(COLLECT {
      MATCH (e)-[:WAITS_FOR]->(s) WHERE s.stuck <> 'circular' RETURN s.stuck
    }), 'circular') END AS stuck
  SET e.stuck = stuck, e.due = CASE WHEN stuck <> 'circular' THEN 1 END
}
