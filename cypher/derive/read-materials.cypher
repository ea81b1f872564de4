// The materials of a range of ids, as columns
MATCH (m:Material)
WHERE m.id > $after AND m.id <= $upto
WITH m ORDER BY m.id
RETURN collect(id(m)) AS nodes, collect(m.id) AS ids
