// How far the stop of some of those that stop many reaches, and from how many of them it is reached,
// both by steps that each break a need alone: what following it once and marking it is worth
UNWIND $some AS id
MATCH (x:Enterprise {id: id})
CALL (x) {
  MATCH p = (x)-[:SUPPLIES*0..]->(y)
  WHERE all(r IN relationships(p) WHERE r.part >= r.breaks)
  RETURN count(DISTINCT y) AS reach
}
CALL (x) {
  MATCH p = (x)<-[:SUPPLIES*0..]-(y)
  WHERE all(r IN relationships(p) WHERE r.part >= r.breaks)
  WITH DISTINCT y
  WHERE y.id IN $far
  RETURN count(y) AS leading
}
RETURN id AS root, reach * leading AS worth ORDER BY worth DESC, root LIMIT 1
