// If these close down
/*
title: {en: If these close down, zh: 假如关停}
about:
  en: "Who would be ready on another day if these enterprises closed down today. Days are those
    until ready, of one that runs those it will lose; blank means never; a loss is a gain below
    nothing. Those who could never run any more come first, then those who lose most days."
  zh: 假如所列企业今日起关停，哪些企业的料齐时间会变、推迟几天。天数为距料齐可复工的天数，在产企业则为断料停产天数，空白为无期，推迟记为负的提前天数；因此无期者列在最前，其后按推迟天数由多到少。
result: table
asked:
  en: [if $enterprises closes, if $enterprises close, what if $enterprises closes, what if $enterprises closes down]
  zh: [假如$enterprises关停, 如果$enterprises关停, 要是$enterprises关停, 假如$enterprises倒闭, 如果$enterprises倒闭, $enterprises关停会怎样]
parameters:
  enterprises: {label: {en: Enterprises that close down, zh: 关停企业}}
columns:
  enterprise:
  name:
  above_scale:
  before_days: {label: {en: Days as things stand, zh: 现状天数}}
  after_days: {label: {en: Days then, zh: 推演后天数}}
  gained_days: {sum: true}
derives: readiness
example: {enterprises: [yuelong]}
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
UNWIND $enterprises AS id
MATCH (e:Enterprise {id: id})
WHERE coalesce(e.closed_on > graph.as_of, true)
SET e.closed_on = graph.as_of
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
