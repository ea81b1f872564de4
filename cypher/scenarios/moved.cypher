// Who stands otherwise
/*
title: {en: Who stands otherwise, zh: 现状有变的企业}
about:
  en: "Everybody who would be ready on another day, or stand otherwise, if all changes of a scenario
    were made today: those who could never run any more first, then those who could run after all,
    then by the days between. Days are those until ready, of one that runs those it will lose."
  zh: 假如方案中的全部变动今日发生，料齐时间或状态会变的企业：先列因此无期者，再列由无期转为可复工者，其后按相差天数。天数为距料齐可复工的天数，在产企业则为断料停产天数。
result: table
columns:
  enterprise:
  name:
  name_en: {optional: true}
  anchor:
  before_standing: {type: string, words: standing, label: {en: Stands now, zh: 现状}}
  before_days: {label: {en: Days as things stand, zh: 现状天数}}
  after_standing: {type: string, words: standing, label: {en: Stands then, zh: 推演后状态}}
  after_days: {label: {en: Days then, zh: 推演后天数}}
  gained_days:
  firm: {label: {en: Verified then, zh: 推演后是否已核实}}
derives: scenario
example: {}
*/
UNWIND range(0, size($found) - 1) AS place
WITH place, $found[place] AS one
MATCH (e:Enterprise {id: one[0]})
RETURN
  e.id AS enterprise,
  e.name AS name,
  e.name_en AS name_en,
  coalesce(e.anchor, e.above_scale, false) AS anchor,
  one[1] AS before_standing,
  one[2] AS before_days,
  one[3] AS after_standing,
  one[4] AS after_days,
  round(one[2] - one[4], 2) AS gained_days,
  one[5] AS firm
ORDER BY place
