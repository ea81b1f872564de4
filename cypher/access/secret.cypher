// What cookies are signed with; the first service that asks makes it
MERGE (s:Secret {id: 'cookies'})
ON CREATE SET s:Access, s.value = $secret
RETURN s.value AS secret
