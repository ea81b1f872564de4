// Takes the ranking away
MATCH (e:Enterprise)
WHERE e.stops_enterprises > 0
CALL (e) {
  SET e.stops_enterprises = null, e.stops_anchors = null
} IN TRANSACTIONS OF 10000 ROWS
