// One snapshot with what it holds
MATCH (s:Snapshot {id: $id})
RETURN s.id AS id, s.digest AS digest, s.at AS at, s.by AS by, s.release AS release, s.head AS head,
  s.body AS body
