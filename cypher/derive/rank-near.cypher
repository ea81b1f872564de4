// Whom each of the next enterprises by id stops alone: counted and stored at once where they are no
// more than $most. Gives the last id, how many were counted, and the ids of those that stop more.
MATCH (x:Enterprise)
WHERE x.id > $after
WITH x ORDER BY x.id LIMIT $batch
WITH collect(x) AS batch
CALL (batch) {
  UNWIND batch AS x
  WITH x
  WHERE EXISTS { (x)-[r:SUPPLIES]->() WHERE r.part >= r.breaks }
  // stops({x}): each round adds the buyers whose need breaks by one that stopped in the round before.
  // A need breaks when the parts of those stopped reach r.breaks: looked up from whichever are few,
  // those stopped or the buyer's suppliers.
  WITH x, reduce(state = {stopped: [x], last: [x]}, round IN range(0, $most) |
    CASE WHEN state.last = [] OR size(state.stopped) > $most + 1 THEN state
    ELSE head([more IN [COLLECT {
      UNWIND state.last AS s
      MATCH (s)-[r:SUPPLIES]->(buyer)
      WHERE (r.part >= r.breaks OR r.part > 0 AND size(state.stopped) > 1)
        AND NOT buyer IN state.stopped
        AND (r.part >= r.breaks OR r.breaks <= reduce(lost = 0, part IN CASE
          WHEN size(state.stopped) < 20 THEN COLLECT {
            UNWIND state.stopped AS o
            MATCH (o)-[q:SUPPLIES {material: r.material}]->(buyer)
            WHERE q.part > 0
            RETURN q.part
          } ELSE COLLECT {
            MATCH (o)-[q:SUPPLIES {material: r.material}]->(buyer)
            WHERE q.part > 0 AND o IN state.stopped
            RETURN q.part
          } END | lost + part))
      RETURN DISTINCT buyer
    }] | {stopped: state.stopped + more, last: more}]) END) AS state
  WITH x, state.last = [] AS whole, size(state.stopped) - 1 AS stops,
    size([e IN tail(state.stopped) WHERE coalesce(e.anchor, e.above_scale, false)]) AS anchors
  FOREACH (counted IN CASE WHEN whole THEN [x] ELSE [] END |
    SET counted.stops_enterprises = stops,
      counted.stops_anchors = CASE WHEN anchors > 0 THEN anchors END)
  RETURN collect(CASE WHEN NOT whole THEN x.id END) AS far,
    count(CASE WHEN whole THEN 1 END) AS counted
}
RETURN last(batch).id AS last, counted, far
