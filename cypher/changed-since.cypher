// What was recorded of some things after a version of the graph, the latest first
UNWIND $ids AS id
MATCH (:«label» {id: id})<-[:CHANGED]-(c:Change)
WHERE c.version > $seen AND c.undone_at IS NULL
WITH DISTINCT c ORDER BY c.version DESC LIMIT 50
RETURN c.at AS at, c.action AS action, c.arguments AS arguments,
  coalesce(c.facts, []) AS facts, coalesce(c.before, []) AS before, coalesce(c.after, []) AS after
