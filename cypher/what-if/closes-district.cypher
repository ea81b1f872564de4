// If a whole district closes down
/*
title: {en: If a whole district closes down, zh: 假如整个区县关停}
about:
  en: "Who would be ready on another day if every enterprise of a district closed down today. Days
    are those until ready, of one that runs those it will lose; blank means never. Those who could
    never run any more come first, then those who lose most days. At most 5,000 enterprises."
  zh: 假如某区县的全部企业今日起关停，哪些企业的料齐时间会变、推迟几天。天数为距料齐可复工的天数，在产企业则为断料停产天数，空白为无期；无期者列在最前，其后按推迟天数由多到少。至多 5000 家。
result: table
parameters:
  district: {type: string, pattern: '^[0-9]{2,6}$', words: place, label: {en: District code or its first digits, zh: 区划代码（可只写前几位）}}
columns:
  enterprise:
  name:
  above_scale:
  before_days: {label: {en: Days as things stand, zh: 现状天数}}
  after_days: {label: {en: Days then, zh: 推演后天数}}
  gained_days:
derives: readiness
refuses:
  nobody: {where: district, en: holds no enterprise that is open, zh: 内没有未关停的企业}
  many: {where: district, en: "holds more than 5,000 enterprises; choose a smaller place", zh: 内企业超过 5000 家，请缩小范围}
example: {district: "330681"}
limit: 1000
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
CALL (graph) {
  MATCH (e:Enterprise)
  WHERE e.district STARTS WITH $district AND coalesce(e.closed_on > graph.as_of, true)
  WITH e LIMIT 5001
  RETURN collect(e) AS open
}
WITH graph, open,
  CASE WHEN open = [] THEN 'nobody' WHEN size(open) > 5000 THEN 'many' END AS refused
FOREACH (e IN CASE WHEN refused IS NULL THEN open ELSE [] END | SET e.closed_on = graph.as_of)
WITH refused, CASE WHEN refused IS NULL THEN open ELSE [null] END AS closed
UNWIND closed AS e
RETURN e.id AS enterprise, refused
;
UNWIND $changed AS change
WITH change[0] AS id, change[1] AS before, change[2] AS after
MATCH (e:Enterprise {id: id})
RETURN
  e.id AS enterprise,
  e.name AS name,
  coalesce(e.above_scale, false) AS above_scale,
  before AS before_days,
  after AS after_days,
  round(before - after, 2) AS gained_days
ORDER BY after IS NOT NULL, gained_days, after_days, enterprise
