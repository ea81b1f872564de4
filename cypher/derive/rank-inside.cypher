// Who of those that stop many sets off the avalanche by steps that each break a need alone. Those in
// it stop exactly the others in it, which is stored; the ids of the rest are given.
MATCH (root:Enterprise {id: $enterprise})
MATCH p = (root)<-[:SUPPLIES*0..]-(x)
WHERE all(r IN relationships(p) WHERE r.part >= r.breaks)
WITH DISTINCT x
WHERE x.id IN $far
WITH x, coalesce(x.avalanche = $avalanche, false) AS inside
FOREACH (counted IN CASE WHEN inside THEN [x] ELSE [] END |
  SET counted.stops_enterprises = $size - 1, counted.stops_anchors = CASE
    WHEN coalesce(counted.anchor, counted.above_scale, false)
    THEN CASE WHEN $anchors > 1 THEN $anchors - 1 END
    ELSE CASE WHEN $anchors > 0 THEN $anchors END END)
RETURN collect(CASE WHEN inside THEN x.id END) AS counted,
  collect(CASE WHEN NOT inside THEN x.id END) AS outside
