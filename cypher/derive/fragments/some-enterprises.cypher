// Over the enterprises whose ids are in $enterprises, as part of the open transaction

// «enterprises»: those it is about, as e
UNWIND $enterprises AS id
MATCH (e:Enterprise {id: id})

// «transactions of rows»: none of its own

// «concurrent transactions of rows»: none of its own

// «failed»: all fail or none
