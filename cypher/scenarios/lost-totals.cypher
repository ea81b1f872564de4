// What a tried stop costs in all: who loses days, how many, anchors and persons among them
MATCH (e:Enterprise)
WHERE e.lost > 0
RETURN count(*) AS losing, sum(e.lost) / 100.0 AS losing_days,
  count(CASE WHEN coalesce(e.anchor, e.above_scale, false) THEN 1 END) AS losing_anchors,
  sum(coalesce(e.headcount, 0)) AS losing_headcount
