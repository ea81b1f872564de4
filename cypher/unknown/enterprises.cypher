// Which of these ids nothing has
UNWIND $ids AS id
WITH id
WHERE NOT EXISTS { (:Enterprise {id: id}) }
RETURN id
