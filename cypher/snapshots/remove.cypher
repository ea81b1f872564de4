// Takes a snapshot away
MATCH (s:Snapshot {id: $id})
DELETE s
