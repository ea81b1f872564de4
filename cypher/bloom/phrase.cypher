// A saved query as Bloom draws it: its nodes, and every relationship as a path, each once
CALL () {
  «statement»
  LIMIT «limit»
}
// the empty list makes a list of mixed kinds of what may be all of one
UNWIND [[], «parts»] AS part
UNWIND CASE WHEN part IS :: LIST<ANY> NOT NULL THEN part ELSE [part] END AS one
WITH DISTINCT one
CALL (one) {
  MATCH path = (node)-[r]->()
  WHERE elementId(r) = elementId(CASE WHEN one IS :: RELATIONSHIP NOT NULL THEN one END)
  RETURN path, node
  UNION ALL
  WITH CASE WHEN one IS :: PATH NOT NULL THEN one END AS path
  WHERE path IS NOT NULL
  RETURN path, head(nodes(path)) AS node
  UNION ALL
  WITH CASE WHEN one IS :: NODE NOT NULL THEN one END AS node
  WHERE node IS NOT NULL
  RETURN null AS path, node
}
RETURN path, node
LIMIT «most»
