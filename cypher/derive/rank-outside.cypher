// Of some that set off the avalanche and are not in it: whom they stop besides, counted and stored
// where they are no more than $most. Gives the ids of those counted.
UNWIND $enterprises AS id
MATCH (x:Enterprise {id: id})
// as in rank-avalanche; whoever is in the avalanche has stopped from the beginning
WITH x, reduce(state = {stopped: [x], last: [x]}, round IN range(0, $most) |
  CASE WHEN state.last = [] OR size(state.stopped) > $most + 1 THEN state
  ELSE head([more IN [COLLECT {
    UNWIND state.last AS s
    MATCH (s)-[r:SUPPLIES]->(buyer)
    WHERE r.part > 0 AND coalesce(buyer.avalanche <> $avalanche, true)
      AND NOT buyer IN state.stopped
    WITH DISTINCT buyer, r.material AS material, r.breaks AS breaks, r.part >= r.breaks AS alone
    WHERE alone OR breaks <= reduce(lost = 0, part IN COLLECT {
        MATCH (o)-[q:SUPPLIES {material: material}]->(buyer)
        WHERE q.part > 0 AND (coalesce(o.avalanche = $avalanche, false) OR o IN state.stopped)
        RETURN q.part
      } | lost + part)
    RETURN DISTINCT buyer
  }] | {stopped: state.stopped + more, last: more}]) END) AS state
WITH x, state.last = [] AS whole, $size + size(state.stopped) - 1 AS stops,
  $anchors + size([e IN tail(state.stopped) WHERE coalesce(e.anchor, e.above_scale, false)])
    AS anchors
WHERE whole
SET x.stops_enterprises = stops, x.stops_anchors = CASE WHEN anchors > 0 THEN anchors END
RETURN x.id AS counted
