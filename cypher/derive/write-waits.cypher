// Whom some wait for
UNWIND $rows AS row
MATCH (e:Enterprise)
WHERE id(e) = row[0]
MATCH (s:Enterprise)
WHERE id(s) = row[1]
CREATE (e)-[:WAITS_FOR {material: row[2], days: row[3]}]->(s)
