// Some turns of forgetting why those marked are stuck, and whoever waits for them
UNWIND range($turn, $turn + $turns - 1) AS turn
CALL (turn) {
  MATCH (e:Enterprise)
  WHERE e.lower > 0
  WITH e LIMIT $batch
  SET e.lower = null, e.stuck = null
  WITH collect(e) AS batch
  CALL (batch) {
    UNWIND batch AS e
    MATCH (e)<-[:WAITS_FOR]-(waiting)
    WHERE waiting.stuck IS NOT NULL
    SET waiting.lower = 1
    RETURN count(*) AS marked
  }
  RETURN [e IN batch | e.id] AS ids
}
WITH collect(ids) AS batches
RETURN reduce(all = [], some IN batches | all + some) AS forgotten
