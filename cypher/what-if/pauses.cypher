// If these pause from today
/*
title: {en: If these pause from today, zh: 假如自今日起停工}
about:
  en: "Who would be ready on another day if these enterprises did not run from today on and could
    begin again after so many days, or on their expected day where that is later. The others stand as
    they do today; the what-if stops counts from normal times instead. Days are those until ready,
    of one that runs those it will lose; blank means never. Closed enterprises stay closed."
  zh: 假如所列企业自今日起停工若干天（预计复工日期更晚的以其为准），哪些企业的料齐时间会变、推迟几天。其余企业按今日现状；若要从正常状态推演，请用“假如停产”。天数为距料齐可复工的天数，在产企业则为断料停产天数，空白为无期。已关停企业不变。
result: table
asked:
  en: [if $enterprises pauses, if $enterprises pause]
  zh: [假如$enterprises停工, 如果$enterprises停工]
parameters:
  enterprises: {label: {en: Enterprises that pause, zh: 停工企业}}
  days: {type: integer, default: 14, minimum: 1, maximum: 365, label: {en: For how many days, zh: 停工天数}}
columns:
  enterprise:
  name:
  above_scale:
  before_days: {label: {en: Days as things stand, zh: 现状天数}}
  after_days: {label: {en: Days then, zh: 推演后天数}}
  gained_days:
derives: readiness
example: {enterprises: [yuelong], days: 30}
limit: 1000
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
UNWIND $enterprises AS id
MATCH (e:Enterprise {id: id})
WHERE coalesce(e.closed_on > graph.as_of, true)
WITH e, graph.as_of + duration({days: $days}) AS until
SET e.resumed_on = null,
  e.expected_on = CASE WHEN e.expected_on > until THEN e.expected_on ELSE until END
RETURN e.id AS enterprise
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
