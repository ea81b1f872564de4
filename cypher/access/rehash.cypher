// The same password, hashed as it is done today
MATCH (u:User {id: $id, password: $was})
SET u.password = $password
