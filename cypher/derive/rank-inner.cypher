// Of those that stop many: how many $enterprise stops by steps that each break a need alone, and the
// one of them that is farthest, for whoever is farther in stops fewer, and is stopped by more.
MATCH (x:Enterprise {id: $enterprise})
MATCH p = (x)-[:SUPPLIES*1..]->(y)
WHERE all(r IN relationships(p) WHERE r.part >= r.breaks)
WITH y, min(length(p)) AS steps
WHERE y.id IN $far
WITH y.id AS inner, steps ORDER BY steps DESC, inner
RETURN count(*) AS among, head(collect(inner)) AS inner
