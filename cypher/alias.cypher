// What a name or id stands for, of those that there are
MATCH (a:Alias)
WHERE a.id IN $ids
MATCH (n:«label» {id: a.stands_for})
RETURN DISTINCT n.id AS id, n.name AS name
