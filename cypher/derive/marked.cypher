// Marks some enterprises to be looked at, those of least doubt first
UNWIND $enterprises AS id
MATCH (e:Enterprise {id: id})
SET e.lower = 1 + coalesce(e.doubt, 0)
RETURN count(*) AS marked
