// Of some nodes, those that something is tied to
UNWIND $ids AS id
MATCH (n:«label» {id: id})
WHERE EXISTS { MATCH (n)-[r]-() WHERE NOT type(r) IN $ignored }
RETURN n.id AS id
