// Which of these ids no thing of one table has: LABEL is their label
UNWIND $ids AS id
WITH id
WHERE NOT EXISTS { (:LABEL {id: id}) }
RETURN id
