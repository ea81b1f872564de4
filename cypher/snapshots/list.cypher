// The snapshots, the latest first, without what they hold
MATCH (s:Snapshot)
RETURN s.id AS id, s.digest AS digest, s.at AS at, s.by AS by, s.release AS release, s.head AS head
ORDER BY at DESC, id
