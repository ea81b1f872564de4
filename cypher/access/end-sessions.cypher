// Ends all sessions of a user
MATCH (s:Session {user: $user})
DELETE s
