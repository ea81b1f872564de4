// Four-sync steps by tier
/*
title: {en: Four-sync steps by tier, zh: 逐层四同步进度}
about:
  en: "How far the tree of suppliers of one enterprise is, tier by tier: of how many each of the four
    steps is done, how many resumed within the last days, and how many run. Tier 0 is the enterprise
    itself; each supplier is counted in its nearest tier, those that have closed in none."
  zh: 一家企业的配套企业逐层完成四同步各步的家数、近几天新复工的家数与正常生产的家数。第 0 层为企业自身；每家只计入最近一层，已关停的不计。
result: table
group: progress
order: 24
shown_on: enterprise
parameters:
  enterprise:
  days: {type: integer, default: 7, minimum: 1, maximum: 365, label: {en: Resumed within how many days, zh: 近几天}}
columns:
  tier:
  enterprises: {sum: true, label: {en: Enterprises, zh: 企业数}}
  surveyed: {type: integer, sum: true, label: {en: Surveyed, zh: 已摸底}}
  filed: {type: integer, sum: true, label: {en: Filed, zh: 已备案}}
  prevention: {type: integer, sum: true, label: {en: Prevention, zh: 防控到位}}
  resumed: {sum: true}
  resumption_rate: {type: number, label: {en: Resumption rate, zh: 复工率}}
  resumed_lately: {type: integer, sum: true, label: {en: Of them within these days, zh: 其中近几天复工}}
  running: {type: integer, sum: true, label: {en: Running, zh: 正常生产}}
  in_flow: {type: integer, sum: true, label: {en: In flow, zh: 供应畅通}}
  never: {type: integer, sum: true, label: {en: Never by themselves, zh: 无期}}
example: {enterprise: gongniu}
limit: 100
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today
MATCH (root:Enterprise {id: $enterprise})
MATCH p = (root)<-[:SUPPLIES*0..]-(s:Enterprise)
WHERE all(r IN relationships(p)
  WHERE coalesce(r.until >= today, true) AND coalesce(r.since <= today, true))
WITH today, s, min(length(p)) AS tier
WHERE coalesce(s.closed_on > today, true)
RETURN
  tier,
  count(*) AS enterprises,
  count(CASE WHEN s.surveyed_on <= today THEN 1 END) AS surveyed,
  count(CASE WHEN s.filed_on <= today THEN 1 END) AS filed,
  count(CASE WHEN s.prevention_on <= today THEN 1 END) AS prevention,
  count(CASE WHEN s.resumed_on <= today THEN 1 END) AS resumed,
  toFloat(count(CASE WHEN s.resumed_on <= today THEN 1 END)) / count(*) AS resumption_rate,
  count(CASE WHEN s.resumed_on <= today AND s.resumed_on > today - duration({days: $days})
    THEN 1 END) AS resumed_lately,
  count(CASE WHEN s.runs THEN 1 END) AS running,
  count(CASE WHEN s.in_flow THEN 1 END) AS in_flow,
  count(CASE WHEN s.ready_days IS NULL THEN 1 END) AS never
ORDER BY tier
