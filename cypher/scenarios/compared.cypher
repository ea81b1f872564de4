// Who stands otherwise in A or B
/*
title: {en: Who stands otherwise in A or B, zh: A、B 中现状有变的企业}
about:
  en: "Everybody who would be ready on another day, or stand otherwise, in one scenario or the other:
    as things stand, in A and in B. Days are those until ready, of one that runs those it will lose.
    Those between whom A and B differ most come first."
  zh: 在方案 A 或 B 中料齐时间或状态会变的企业：现状、A、B 并列。天数为距料齐可复工的天数，在产企业则为断料停产天数。A、B 相差最大者在前。
result: table
columns:
  enterprise:
  name:
  name_en: {optional: true}
  anchor:
  before_standing: {type: string, words: standing, label: {en: Stands now, zh: 现状}}
  before_days: {label: {en: Days as things stand, zh: 现状天数}}
  a_standing: {type: string, words: standing, label: {en: Stands in A, zh: A 中状态}}
  a_days: {type: number, blank_is_never: true, label: {en: Days in A, zh: A 中天数}}
  b_standing: {type: string, words: standing, label: {en: Stands in B, zh: B 中状态}}
  b_days: {type: number, blank_is_never: true, label: {en: Days in B, zh: B 中天数}}
  earlier_days: {type: number, description: 两者之一为无期时留空 / blank where one of the two is never, label: {en: Days earlier in B, zh: B 提前天数}}
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
  one[3] AS a_standing,
  one[4] AS a_days,
  one[5] AS b_standing,
  one[6] AS b_days,
  round(one[4] - one[6], 2) AS earlier_days
ORDER BY place
