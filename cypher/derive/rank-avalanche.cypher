// Marks all that stop with one enterprise, itself included: an avalanche that others may set off too
MATCH (x:Enterprise {id: $enterprise})
// stops({x}), to its end: each round adds the buyers whose need breaks by one that stopped in the round
// before. Rounds are counted out in blocks, so that those left over cost nothing.
UNWIND reduce(state = {stopped: [x], last: [x]}, block IN range(0, COUNT { (:Enterprise) } / 100) |
  CASE WHEN state.last = [] THEN state
  ELSE reduce(now = state, round IN range(1, 100) | CASE WHEN now.last = [] THEN now
    ELSE head([more IN [COLLECT {
      UNWIND now.last AS s
      MATCH (s)-[r:SUPPLIES]->(buyer)
      WHERE r.part > 0 AND NOT buyer IN now.stopped
      WITH DISTINCT buyer, r.material AS material, r.breaks AS breaks, r.part >= r.breaks AS alone
      WHERE alone OR breaks <= reduce(lost = 0, part IN COLLECT {
          MATCH (o)-[q:SUPPLIES {material: material}]->(buyer)
          WHERE q.part > 0 AND o IN now.stopped
          RETURN q.part
        } | lost + part)
      RETURN DISTINCT buyer
    }] | {stopped: now.stopped + more, last: more}]) END) END).stopped AS e
CALL (e) {
  SET e.avalanche = $avalanche
} IN TRANSACTIONS OF 10000 ROWS
RETURN count(*) AS size, count(CASE WHEN coalesce(e.anchor, e.above_scale, false) THEN 1 END) AS anchors
