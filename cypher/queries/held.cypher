// How many each of these holds up
/*
title: {en: How many each of these holds up, zh: 各家卡住多少家}
about:
  en: "How many other enterprises wait, at any depth, for each of those given: all, those above
    designated size, and their employees. Most first."
  zh: 所列各家分别被多少其他企业（不论几层）等待：企业数、其中规上、其员工数。多者在前。
result: table
parameters:
  enterprises: {maxItems: 500, uniqueItems: true}
columns:
  enterprise:
  name:
  held:
  held_above_scale:
  held_headcount:
example: {enterprises: [yuelong, jintian]}
limit: 500
*/
UNWIND $enterprises AS id
MATCH (x:Enterprise {id: id})
CALL (x) {
  MATCH (x)<-[:WAITS_FOR*1..]-(y:Enterprise)
  WHERE y <> x
  WITH DISTINCT y
  RETURN
    count(y) AS held,
    count(CASE WHEN y.above_scale THEN 1 END) AS held_above_scale,
    sum(y.headcount) AS held_headcount
}
RETURN
  x.id AS enterprise,
  x.name AS name,
  held,
  held_above_scale,
  held_headcount
ORDER BY held DESC, enterprise
