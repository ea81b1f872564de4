// What some things are called
UNWIND $ids AS id
MATCH (n:«label» {id: id})
RETURN n.id AS id, n.name AS name, n.name_en AS name_en
