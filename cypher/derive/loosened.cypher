// Of those loosened, whoever is ready after all: marks the buyers that may be lowered by it
UNWIND $enterprises AS id
MATCH (e:Enterprise {id: id})
WHERE «at of e» < $never
MATCH (e)-[r:SUPPLIES]->(buyer)
WHERE r.gap IS NOT NULL
WITH buyer, «at of e» + «gap of r» * $scale - 1 AS at
WHERE at < «at of buyer» AND at <= $horizon
SET buyer.lower = 1
RETURN count(*) AS marked
