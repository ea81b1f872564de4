// Of those loosened, whoever is ready after all: marks the buyers that may be lowered by it
UNWIND $enterprises AS id
MATCH (e:Enterprise {id: id})
WHERE e.at < $never
MATCH (e)-[r:SUPPLIES]->(buyer)
WHERE r.gap IS NOT NULL
WITH buyer, e.at + r.gap * $scale - 1 AS at
WHERE at < buyer.at AND at <= $horizon
SET buyer.lower = 1
RETURN count(*) AS marked
