// Ends one session
MATCH (s:Session {id: $id})
DELETE s
