// Record when an enterprise expects to run
/*
title: {en: Record when an enterprise expects to run, zh: 登记预计可生产日期}
about:
  en: "The day from which an enterprise can run if its materials are there: workers, permits and prevention are in it, materials are not. Blank means unknown. The answer lists whose day of readiness moved by it."
  zh: 登记企业在料齐前提下可正常生产的日期（含用工、审批、防控，不含物料）；留空表示未知。结果列出料齐时间因此变动的企业。
result: table
parameters:
  enterprise:
  expected_on: {type: string, format: date, default: null, label: {en: Expected on, zh: 预计日期}}
columns:
  enterprise:
  name:
  above_scale:
  before_days:
  after_days:
  gained_days:
derives: readiness
refuses:
  closed: {where: enterprise, en: is closed; record first that it is open again, zh: 已关停，请先登记恢复经营}
example: {enterprise: yuelong, expected_on: 2020-02-20}
limit: 1000
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
MATCH (e:Enterprise {id: $enterprise})
WITH e, CASE WHEN $expected_on IS NOT NULL AND e.closed_on <= graph.as_of
    THEN 'closed' END AS refused
SET e.expected_on = CASE WHEN refused IS NULL THEN $expected_on ELSE e.expected_on END
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
