// Types of relationships of some things that Tongbu does not know
UNWIND $ids AS id
MATCH (n:«label» {id: id})-[r]-()
WHERE NOT type(r) IN $known
RETURN DISTINCT type(r) AS type
