// Which of these ids nothing has
UNWIND $ids AS id
WITH id
WHERE NOT EXISTS { (:ServiceTeam {id: id}) }
RETURN id
