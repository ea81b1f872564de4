// How many anchors each of these supplies, and each who supplies one of these anchors; where supplies
// began or ended, the cores are not known any more, nor who stops whom where that hangs on a change
MATCH (graph:Graph {id: 'graph'})
SET graph.core = CASE WHEN $suppliers = [] THEN graph.core END,
  graph.essential_core = CASE WHEN $suppliers = [] AND NOT $counts THEN graph.essential_core END,
  graph.ranking_stands = CASE WHEN $suppliers = [] AND $anchors = [] AND NOT $counts AND NOT $shares
    THEN graph.ranking_stands END
WITH graph.as_of AS today
CALL () {
  UNWIND $suppliers AS id
  MATCH (s:Enterprise {id: id})
  RETURN s
  UNION
  UNWIND $anchors AS id
  MATCH (:Enterprise {id: id})<-[:SUPPLIES]-(s)
  RETURN s
}
CALL (s, today) {
  MATCH (s)-[r:SUPPLIES]->(a)
  WHERE a <> s AND coalesce(a.anchor, a.above_scale, false)
    AND coalesce(r.until >= today, true) AND coalesce(r.since <= today, true)
  RETURN count(DISTINCT a) AS anchors
}
SET s.anchors_supplied = CASE WHEN anchors > 0 THEN anchors END
