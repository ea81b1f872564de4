// Takes the ranking away, and says so
MATCH (graph:Graph {id: 'graph'})
SET graph.ranked_version = null
WITH graph
MATCH (e:Enterprise)
WHERE e.stops_enterprises > 0
CALL (e) {
  SET e.stops_enterprises = null, e.stops_anchors = null
} IN TRANSACTIONS OF 10000 ROWS
