// If a whole district pauses from today
/*
title: {en: If a whole district pauses from today, zh: 假如整个区县自今日起停工}
about:
  en: "Who would be ready on another day if no enterprise of a district ran from today on and each
    could begin again after so many days, or on its expected day where that is later. The others
    stand as they do today. Days are those until ready, of one that runs those it will lose; blank
    means never. Closed enterprises stay closed. At most 5,000 enterprises."
  zh: 假如某区县的全部企业自今日起停工若干天（预计复工日期更晚的以其为准），哪些企业的料齐时间会变、推迟几天。其余企业按今日现状。天数为距料齐可复工的天数，在产企业则为断料停产天数，空白为无期。已关停企业不变。至多 5000 家。
result: table
parameters:
  district: {type: string, pattern: '^[0-9]{2,6}$', words: place, label: {en: District code or its first digits, zh: 区划代码（可只写前几位）}}
  days: {type: integer, default: 14, minimum: 1, maximum: 365, label: {en: For how many days, zh: 停工天数}}
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
example: {district: "330282", days: 30}
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
WITH graph.as_of + duration({days: $days}) AS until, open,
  CASE WHEN open = [] THEN 'nobody' WHEN size(open) > 5000 THEN 'many' END AS refused
FOREACH (e IN CASE WHEN refused IS NULL THEN open ELSE [] END |
  SET e.resumed_on = null,
    e.expected_on = CASE WHEN e.expected_on > until THEN e.expected_on ELSE until END
)
WITH refused, CASE WHEN refused IS NULL THEN open ELSE [null] END AS paused
UNWIND paused AS e
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
