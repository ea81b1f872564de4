// Enters an accepted change: a new version of the graph, derived again in the same transaction unless
// a full derivation has to follow, and who changed what when.
MATCH (graph:Graph {id: 'graph'})
SET graph.version = graph.version + 1, graph.stamp = randomUUID()
FOREACH (once IN CASE WHEN $derived THEN [1] ELSE [] END |
  SET graph.derived_version = graph.version
)
REMOVE graph.held_by
CREATE (change:Change {id: $change})
SET change.at = $at, change.as_of = graph.as_of, change.by = $by, change.action = $action,
  change.arguments = $arguments, change.version = graph.version, change.moved = $moved, change.said_on = $said_on,
  change.day = coalesce($said_on, graph.as_of),
  change.facts = $facts, change.before = $before, change.after = $after, change.of = $of,
  change.journal = $entries,
  change.moved_ids = $moved_ids, change.moved_from = $moved_from, change.moved_to = $moved_to
WITH graph, change
CALL (change) {
  UNWIND $about.Enterprise AS id
  MATCH (n:Enterprise {id: id})
  CREATE (change)-[:CHANGED]->(n)
  RETURN count(*) AS of_enterprises
}
CALL (change) {
  UNWIND $about.Material AS id
  MATCH (n:Material {id: id})
  CREATE (change)-[:CHANGED]->(n)
  RETURN count(*) AS of_materials
}
CALL (change) {
  UNWIND $about.Request AS id
  MATCH (n:Request {id: id})
  CREATE (change)-[:CHANGED]->(n)
  RETURN count(*) AS of_requests
}
CALL (change) {
  UNWIND $about.Worker AS id
  MATCH (n:Worker {id: id})
  CREATE (change)-[:CHANGED]->(n)
  RETURN count(*) AS of_workers
}
CALL (change) {
  UNWIND $about.ServiceTeam AS id
  MATCH (n:ServiceTeam {id: id})
  CREATE (change)-[:CHANGED]->(n)
  RETURN count(*) AS of_teams
}
CALL (change) {
  UNWIND $about.Letter AS id
  MATCH (n:Letter {id: id})
  CREATE (change)-[:CHANGED]->(n)
  RETURN count(*) AS of_letters
}
CALL (change) {
  UNWIND $about.Note AS id
  MATCH (n:Note {id: id})
  CREATE (change)-[:CHANGED]->(n)
  RETURN count(*) AS of_notes
}
RETURN graph.version AS version
