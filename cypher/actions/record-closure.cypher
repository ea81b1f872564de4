// Record that an enterprise closed or opened again
/*
title: {en: Record that an enterprise closed or opened again, zh: 登记关停或恢复经营}
about:
  en: "An enterprise closes for good on the day given, else on the day at which the graph stands; with open again = yes the closure is taken back. The answer lists whose day of readiness moved by it."
  zh: 登记企业关停的日期，默认为数据截止日；“恢复经营”选“是”则撤销关停。结果列出料齐时间因此变动的企业。
result: table
parameters:
  enterprise:
  closed_on: {type: string, format: date, default: null, label: {en: Closed on, zh: 关停日期}}
  open_again: {type: boolean, default: false, label: {en: Open again, zh: 恢复经营}}
columns:
  enterprise:
  name:
  above_scale:
  before_days:
  after_days:
  gained_days:
derives: readiness
refuses:
  both: {where: closed_on, en: is blank when an enterprise opens again, zh: 恢复经营时应留空}
example: {enterprise: yuelong}
limit: 1000
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
MATCH (e:Enterprise {id: $enterprise})
WITH graph, e, CASE WHEN $open_again AND $closed_on IS NOT NULL THEN 'both' END AS refused
SET e.closed_on = CASE
    WHEN refused IS NOT NULL THEN e.closed_on
    WHEN NOT $open_again THEN coalesce($closed_on, $said_on)
  END
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
ORDER BY before IS NOT NULL, after IS NULL, abs(gained_days) DESC, after_days, enterprise
