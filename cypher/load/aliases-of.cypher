// The names and ids that stand for some things
MATCH (a:Alias {kind: $kind})
WHERE a.stands_for IN $ids
RETURN a.id AS id, properties(a) AS properties
