// Some turns of spreading: whoever waits for a stuck one is stuck for the same reason
UNWIND range($turn, $turn + $turns - 1) AS turn
CALL (turn) {
  MATCH (first:Enterprise) WHERE first.due > 0
  WITH first.due AS level ORDER BY level LIMIT 1
  MATCH (e:Enterprise {due: level})
  WITH level, e LIMIT $batch
  SET e.due = null
  WITH level, collect(e) AS batch
  CALL (level, batch) {
    UNWIND batch AS e
    MATCH (e)<-[:WAITS_FOR]-(waiting)
    WHERE waiting.stuck = 'circular'
    SET waiting.stuck = e.stuck, waiting.due = level + 1
    RETURN count(*) AS changed
  }
  RETURN level, size(batch) AS evaluated, changed
}
RETURN sum(evaluated) AS evaluated, sum(changed) AS changed
