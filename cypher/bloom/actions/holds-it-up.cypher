// en: Who holds this up
// zh: 谁卡着它
// Bloom tells element ids since 2.16, numbers before
MATCH (e:Enterprise)
WHERE elementId(e) IN $nodes OR id(e) IN $nodes
// everybody waits for at most one: the longest way is the whole chain
CALL (e) {
  MATCH path = (e)-[:WAITS_FOR*1..]->(:Enterprise)
  RETURN path ORDER BY length(path) DESC LIMIT 1
}
RETURN path
LIMIT 10000
