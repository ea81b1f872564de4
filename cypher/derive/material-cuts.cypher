// The same of materials
MATCH (m:Material)
WITH m.id AS id ORDER BY id
WITH collect(id) AS ids
RETURN [place IN range(1, (size(ids) - 1) / $size) | ids[place * $size - 1]] + ids[-1..] AS cuts
