UNWIND $enterprises AS id
MATCH (e:Enterprise {id: id})
