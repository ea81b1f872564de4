// en: Whom it holds up
// zh: 它卡着谁
MATCH (e:Enterprise)
WHERE elementId(e) IN $nodes OR id(e) IN $nodes
MATCH (e)<-[:WAITS_FOR*0..]-(held:Enterprise)
WITH DISTINCT held
MATCH path = (held)<-[:WAITS_FOR]-(:Enterprise)
RETURN path
LIMIT 10000
