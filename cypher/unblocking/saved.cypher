// What a trial saves: days of those that were ready before, and those never ready that become so
UNWIND $changed AS change
WITH change[0] AS id, change[1] AS before, change[2] AS after
MATCH (e:Enterprise {id: id})
RETURN
  round(sum(CASE WHEN e.above_scale THEN coalesce(before - after, 0) ELSE 0 END), 2) AS above,
  round(sum(coalesce(before - after, 0)), 2) AS days,
  count(CASE WHEN before IS NULL AND after IS NOT NULL THEN 1 END) AS freed
