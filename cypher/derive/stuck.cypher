// One batch of a round: whoever waits for a stuck one is stuck for the same reason
MATCH (e:Enterprise {due: $round})
WITH e LIMIT $batch
SET e.due = null
WITH collect(e) AS batch
CALL (batch) {
  UNWIND batch AS e
  MATCH (e)<-[:WAITS_FOR]-(waiting:Enterprise)
  WHERE waiting.stuck = 'circular'
  SET waiting.stuck = e.stuck, waiting.due = $round + 1
  RETURN count(*) AS found
}
RETURN size(batch) AS evaluated, found
