// Keeps an answer as it is; where the very same is kept already, that one stays as it was
MATCH (graph:Graph {id: 'graph'})
WITH graph, COUNT { (:Snapshot) } AS kept
CALL (kept) {
  WITH kept WHERE kept < $most OR EXISTS { (:Snapshot {id: $id}) }
  MERGE (s:Snapshot {id: $id})
  ON CREATE SET s.digest = $digest, s.at = $at, s.by = $by, s.release = $release,
    s.head = $head, s.body = $body
  RETURN count(s) AS stands
}
RETURN stands > 0 AS stands
