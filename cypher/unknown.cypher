// Which of these ids nothing of one label has
UNWIND $ids AS id
WITH id
WHERE NOT EXISTS { (:«label» {id: id}) }
RETURN id
