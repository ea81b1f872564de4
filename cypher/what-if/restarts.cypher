// If these restart
/*
title: {en: If these restart, zh: 假如复工}
about:
  en: "Who would be ready on another day if these enterprises ran from today, whatever they lack.
    Days are those until ready, of one that runs those it will lose; blank means never. Those who
    could not begin at all before come first, then those who gain most. Closed enterprises may
    restart, too."
  zh: 假如所列企业今日起不论缺什么均正常生产，哪些企业的料齐时间会变、提前几天。天数为距料齐可复工的天数，在产企业则为断料停产天数，空白为无期；原本无期而因此可复工者列在最前，其后按提前天数由多到少。已关停企业也可假设重启。
result: table
asked:
  en: [if $enterprises restarts, if $enterprises restart, what if $enterprises restarts]
  zh: [假如$enterprises复工, 如果$enterprises复工, 要是$enterprises复工, $enterprises复工会怎样]
parameters:
  enterprises: {label: {en: Enterprises that restart, zh: 复工企业}}
columns:
  enterprise:
  name:
  above_scale:
  before_days: {label: {en: Days as things stand, zh: 现状天数}}
  after_days: {label: {en: Days then, zh: 推演后天数}}
  gained_days: {sum: true}
derives: readiness
example: {enterprises: [diankou-copper]}
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
UNWIND $enterprises AS id
MATCH (e:Enterprise {id: id})
// given: the derivation asks nothing of its materials
SET e.resumed_on = graph.as_of, e.output_rate = null, e.closed_on = null, e.given = true
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
ORDER BY before IS NOT NULL, after IS NULL, gained_days DESC, after_days, enterprise
