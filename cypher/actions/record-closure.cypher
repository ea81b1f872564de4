// Record that an enterprise closed or opened again
/*
title: {en: Record that an enterprise closed or opened again, zh: 登记关停或恢复经营}
about:
  en: "An enterprise closes for good on the day given, else on the day at which the graph stands; with open again = yes the closure is taken back. The answer lists whose day of readiness moved by it."
  zh: 登记企业关停的日期，默认为数据截止日；“恢复经营”选“是”则撤销关停。结果列出料齐时间因此变动的企业。
result: table
parameters:
  enterprise: {type: string, suggest: enterprises, label: {en: Enterprise, zh: 企业}}
  closed_on: {type: string, format: date, default: null, label: {en: Closed on, zh: 关停日期}}
  open_again: {type: boolean, default: false, label: {en: Open again, zh: 恢复经营}}
columns:
  enterprise: {type: string, label: {en: Enterprise, zh: 企业}}
  name: {type: string, label: {en: Name, zh: 名称}}
  above_scale: {type: boolean, label: {en: Above designated size, zh: 规上}}
  before_days: {type: number, description: "距料齐天数，已投产者为将停产天数；空白表示无期 / until ready, of one that runs the days it will lose; blank: never", label: {en: Days before, zh: 登记前天数}}
  after_days: {type: number, description: "距料齐天数，已投产者为将停产天数；空白表示无期 / until ready, of one that runs the days it will lose; blank: never", label: {en: Days now, zh: 登记后天数}}
  gained_days: {type: number, description: "两者之一为无期时留空 / blank where one of the two is never", label: {en: Days gained, zh: 提前天数}}
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
    WHEN NOT $open_again THEN coalesce($closed_on, graph.as_of)
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
