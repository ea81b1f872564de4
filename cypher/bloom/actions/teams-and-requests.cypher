// en: Its service teams and open requests
// zh: 它的专班与未解决需求
MATCH (e:Enterprise)
WHERE elementId(e) IN $nodes OR id(e) IN $nodes
CALL (e) {
  MATCH path = (:ServiceTeam)-[:SERVES]->(e)
  RETURN path
  UNION ALL
  MATCH path = (e)-[:RAISED]->(q:Request)
  WHERE q.state IN ['open', 'matched']
  RETURN path
}
RETURN path
LIMIT 10000
