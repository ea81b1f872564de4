// What people look at to decide whether things are one and the same
UNWIND $ids AS id
MATCH (n:«label» {id: id})
RETURN
  n.id AS id,
  n.name AS name,
  n.name_en AS name_en,
  n.uscc AS uscc,
  n.district AS district,
  n.town AS town,
  coalesce(n.datasets, []) AS datasets,
  CASE WHEN n:Material THEN COUNT { (n)<-[:MAKES|NEEDS]-() } ELSE COUNT { (n)-[:SUPPLIES]-() } END AS supplies
