// The things of one label that have this id or one of these names, that id first
CALL () {
  MATCH (n:«label» {id: $text})
  RETURN n, 0 AS place
  UNION
  MATCH (n:«label»)
  WHERE n.name IN $names
  RETURN n, 1 AS place
}
RETURN n.id AS id, n.name AS name, place
ORDER BY place, id
LIMIT 20
