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
  UNION ALL
  // what a statement tells by maps, as it stands in the graph
  WITH CASE WHEN one IS :: MAP NOT NULL THEN one END AS told
  MATCH (node:Enterprise {id: told.id})
  WHERE told.label = 'Enterprise'
  RETURN null AS path, node
  UNION ALL
  WITH CASE WHEN one IS :: MAP NOT NULL THEN one END AS told
  MATCH path = (node:Enterprise {id: told.source})-[r:SUPPLIES]->(:Enterprise {id: told.target})
  WHERE told.type = 'SUPPLIES' AND r.material = told.material
    AND coalesce(r.since, '') = coalesce(told.since, '')
  RETURN path, node
}
RETURN path, node
LIMIT «most»
