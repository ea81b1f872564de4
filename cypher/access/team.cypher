// A team by its id
MATCH (t:ServiceTeam {id: $id})
RETURN t.id AS id
