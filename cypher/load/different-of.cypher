// What people have said to be different from some things
MATCH (d:Different {kind: $kind})
WHERE d.one IN $ids OR d.other IN $ids
RETURN d.id AS id, properties(d) AS properties
