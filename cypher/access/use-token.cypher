// That a token was used just now
MATCH (t:Token {hash: $hash})
SET t.used = datetime()
