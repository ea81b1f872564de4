// The names of all things of one label
MATCH (n:«label»)
RETURN n.id AS id, n.name AS name
