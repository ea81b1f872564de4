// Marks some enterprises to be lowered if they can be
UNWIND $enterprises AS id
MATCH (e:Enterprise {id: id})
SET e.lower = 1
RETURN count(*) AS marked
