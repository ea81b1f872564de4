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
  // stops({x}), in rounds. While there are some who stopped in the last round: the buyers of whom one
  // of them breaks a need alone. Else the needs touched by those fresh since they were looked at
  // before: of needs touched twice the parts of those stopped are summed up, and may reach r.breaks.
  WITH x, reduce(state = {stopped: [x], last: [x], fresh: [x], touched: []},
    round IN range(0, 2 * $most + 4) | CASE
      WHEN size(state.stopped) > $most + 1 THEN state
      WHEN state.last <> [] THEN head([more IN [COLLECT {
          UNWIND state.last AS s
          MATCH (s)-[r:SUPPLIES]->(buyer)
          WHERE r.part >= r.breaks AND NOT buyer IN state.stopped
          RETURN DISTINCT buyer
        }] | {stopped: state.stopped + more, last: more, fresh: state.fresh + more,
          touched: state.touched}])
      WHEN state.fresh <> [] THEN head([needs IN [head([touched IN [state.touched + COLLECT {
          UNWIND state.fresh AS s
          MATCH (s)-[r:SUPPLIES]->(buyer)
          WHERE r.part < r.breaks AND r.part > 0 AND NOT buyer IN state.stopped
          RETURN [buyer, r.material]
        }] | COLLECT {
          UNWIND touched AS need
          RETURN need ORDER BY need[0], need[1]
        }])] | head([more IN [COLLECT {
          UNWIND [i IN range(1, size(needs) - 1) WHERE needs[i] = needs[i - 1] | needs[i]] AS need
          WITH DISTINCT need[0] AS buyer, need[1] AS material
          WHERE NOT buyer IN state.stopped AND 0 <= reduce(left = null, part IN COLLECT {
              MATCH (o)-[q:SUPPLIES {material: material}]->(buyer)
              WHERE q.part > 0 AND o IN state.stopped
              RETURN [q.part, q.breaks]
            } | coalesce(left, -part[1]) + part[0])
          RETURN DISTINCT buyer
        }] | {stopped: state.stopped + more, last: more, fresh: more, touched: needs}])])
      ELSE state END) AS state
  WITH x, state.last = [] AND state.fresh = [] AS whole, size(state.stopped) - 1 AS stops,
    size([e IN tail(state.stopped) WHERE coalesce(e.anchor, e.above_scale, false)]) AS anchors
  FOREACH (counted IN CASE WHEN whole THEN [x] ELSE [] END |
    SET counted.stops_enterprises = stops,
      counted.stops_anchors = CASE WHEN anchors > 0 THEN anchors END)
  RETURN collect(CASE WHEN NOT whole THEN x.id END) AS far,
    count(CASE WHEN whole THEN 1 END) AS counted
}
RETURN last(batch).id AS last, counted, far
