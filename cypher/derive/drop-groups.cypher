// Groups of which nobody is left
UNWIND $ids AS id
MATCH (group:Group {id: id})
DETACH DELETE group
