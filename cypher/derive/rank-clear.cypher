// Takes the ranking away, and what one that was broken off left behind
MATCH (e:Enterprise)
WHERE e.stops_enterprises IS NOT NULL OR e.avalanche IS NOT NULL
CALL (e) {
  SET e.stops_enterprises = null, e.stops_anchors = null, e.avalanche = null
} IN TRANSACTIONS OF 10000 ROWS
