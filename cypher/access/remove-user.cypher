// Lets a user in no more; its name stays, for the record of changes tells it
MATCH (u:User {id: $id})
SET u.removed_at = datetime()
REMOVE u.password, u.subject
WITH u
CALL (u) {
  MATCH (s:Session {user: u.id})
  DELETE s
}
CALL (u) {
  MATCH (t:Token {user: u.id})
  DELETE t
}
