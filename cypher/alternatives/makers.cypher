// The known makers of the material that do not supply it to the buyer and are not closed: when each
// is ready, the median of its leads for the material to its buyers, whether goods between the two
// would be on the road already, and how near it is
MATCH (graph:Graph {id: 'graph'})
MATCH (buyer:Enterprise {id: $buyer})
MATCH (:Material {id: $material})<-[:MAKES]-(s:Enterprise)
WHERE s <> buyer AND coalesce(s.closed_on > graph.as_of, true)
  AND NOT EXISTS {
    MATCH (s)-[r:SUPPLIES]->(buyer)
    WHERE r.material = $material
      AND coalesce(r.until >= graph.as_of, true) AND coalesce(r.since <= graph.as_of, true)
  }
CALL (graph, s) {
  MATCH (s)-[r:SUPPLIES]->(other)
  WHERE r.material = $material AND r.lead_days IS NOT NULL AND other <> s
    AND coalesce(r.until >= graph.as_of, true) AND coalesce(r.since <= graph.as_of, true)
  WITH other, min(r.lead_days) AS lead
  RETURN percentileCont(lead, 0.5) AS lead
}
RETURN s.id AS supplier, s.ready_days AS ready, lead,
  buyer.runs AND s.runs AS on_the_road,
  coalesce(s.town = buyer.town AND s.district = buyer.district, false) AS same_town,
  coalesce(s.district = buyer.district, false) AS same_district,
  round(point.distance(
    point({latitude: s.latitude, longitude: s.longitude}),
    point({latitude: buyer.latitude, longitude: buyer.longitude})) / 1000, 1) AS distance
