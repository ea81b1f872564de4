// A new session; those that are over are cleared away, some at a time
CREATE (s:Session:Access {id: $id})
SET s.user = $user, s.at = datetime(), s.until = $until
WITH s
OPTIONAL MATCH (over:Session)
WHERE over.until < datetime()
WITH over LIMIT 1000
DELETE over
