// Groups to look at
/*
title: {en: Groups to look at, zh: 统计分组}
about:
  en: "The cities, districts, industries and service teams that there are, those with most enterprises
    first, with how many have resumed; each can be chosen on the overview."
  zh: 现有的城市、区县、行业与专班，企业多的在前，附已复工数；总览可选其一。
result: table
parameters:
  by: {type: string, enum: [city, district, industry, team], default: null, words: grouping, label: {en: Grouped by, zh: 统计口径}}
columns:
  by: {type: string, enum: [city, district, industry, team], words: grouping, label: {en: Grouped by, zh: 统计口径}}
  group: {type: string, fact_in: by, label: {en: Group, zh: 分组}}
  name:
  enterprises: {label: {en: Enterprises, zh: 企业数}}
  resumed:
  should_resume: {type: integer, label: {en: Should resume, zh: 应复工}}
example: {}
limit: 500
*/
UNWIND ['city', 'district', 'industry', 'team'] AS by
WITH by WHERE $by IS NULL OR by = $by
CALL (by) {
  MATCH (g:Group {by: by})
  WHERE g.key IS NOT NULL AND g.enterprises > 0
  OPTIONAL MATCH (t:ServiceTeam {id: CASE by WHEN 'team' THEN g.key END})
  RETURN g, t ORDER BY g.enterprises DESC, g.key LIMIT 100
}
RETURN
  by,
  g.key AS group,
  coalesce(t.name, g.key) AS name,
  g.enterprises AS enterprises,
  g.resumed AS resumed,
  g.should_resume AS should_resume
ORDER BY by, enterprises DESC, group
