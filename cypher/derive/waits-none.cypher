// Those of some enterprises that will never be ready
UNWIND $enterprises AS id
MATCH (e:Enterprise {id: id})
WHERE e.ready_days IS NULL
SET e.lower = 1
RETURN count(*) AS never
