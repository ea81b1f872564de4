// The supplies of some materials, found by who makes or needs them: a supply implies both
MATCH (m:Material)<-[:MAKES|NEEDS]-(e:Enterprise)
WHERE m.id IN $ids
WITH DISTINCT e
MATCH (e)-[r:SUPPLIES]-(:Enterprise)
WHERE r.material IN $ids
WITH DISTINCT r
RETURN startNode(r).id AS start, endNode(r).id AS end, elementId(r) AS element,
       properties(r) AS properties
