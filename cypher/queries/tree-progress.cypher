// Four-sync steps day by day
/*
title: {en: Four-sync steps day by day, zh: 四同步逐日进度}
about:
  en: "Of how many in the tree of suppliers of one enterprise, itself among them, each of the four steps
    was done by each day, by the days recorded of each; of all tiers or of one. Those that have closed are
    not counted, nor those whose step has no day."
  zh: 一家企业的配套企业（含自身）截至每日完成四同步各步的家数，依据各家登记的日期；可只看一层。已关停的及未填日期的不计。
result: chart
group: progress
order: 25
shown_on: enterprise
parameters:
  enterprise:
  tier: {type: integer, default: null, minimum: 0, maximum: 100, label: {en: Tier (none is all), zh: 层级（不填为全部）}}
  since:
columns:
  day: {type: string, format: date, label: {en: Day, zh: 日期}}
  surveyed: {type: integer, label: {en: Surveyed, zh: 已摸底}}
  filed: {type: integer, label: {en: Filed, zh: 已备案}}
  prevention: {type: integer, label: {en: Prevention, zh: 防控到位}}
  resumed:
example: {enterprise: gongniu}
limit: 400
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
  AND ($tier IS NULL OR tier = $tier)
WITH today, [
    [s.surveyed_on, 1, 0, 0, 0], [s.filed_on, 0, 1, 0, 0],
    [s.prevention_on, 0, 0, 1, 0], [s.resumed_on, 0, 0, 0, 1]
  ] AS steps
UNWIND steps AS step
WITH step, step[0] AS on, today
WHERE on <= today
WITH on, sum(step[1]) AS surveyed, sum(step[2]) AS filed, sum(step[3]) AS prevention,
  sum(step[4]) AS resumed
ORDER BY on
WITH collect([on, surveyed, filed, prevention, resumed]) AS days
UNWIND range(0, size(days) - 1) AS place
WITH days, place
WHERE $since IS NULL OR days[place][0] >= $since
RETURN
  days[place][0] AS day,
  reduce(total = 0, each IN days[..place + 1] | total + each[1]) AS surveyed,
  reduce(total = 0, each IN days[..place + 1] | total + each[2]) AS filed,
  reduce(total = 0, each IN days[..place + 1] | total + each[3]) AS prevention,
  reduce(total = 0, each IN days[..place + 1] | total + each[4]) AS resumed
ORDER BY day
