// Record a step of four-sync
/*
title: {en: Record a step of four-sync, zh: 登记四同步进度}
about:
  en: "An enterprise was surveyed, filed its resumption, met the prevention rules or resumed, on the day given, else on the day at which the graph stands. Steps out of order are recorded and pointed out. What was recorded by mistake is taken back with done = no. The answer lists whose day of readiness moved by it."
  zh: 登记企业已摸底、备案、落实防控或复工的日期，默认为数据截止日；步骤不按次序的照登并提示。误登的，将“已完成”选“否”即撤回。结果列出料齐时间因此变动的企业。
result: table
parameters:
  enterprise:
  step:
    type: string
    enum: [surveyed, filed, prevention, resumed]
    words:
      surveyed: {en: surveyed, zh: 已摸底}
      filed: {en: resumption filed, zh: 已备案}
      prevention: {en: prevention rules met, zh: 防控到位}
      resumed: {en: resumed, zh: 已复工}
    label: {en: Step, zh: 事项}
  step_on: {type: string, format: date, default: null, label: {en: Day, zh: 日期}}
  done: {type: boolean, default: true, label: {en: Done, zh: 已完成}}
columns:
  enterprise:
  name:
  above_scale:
  before_days:
  after_days:
  gained_days:
derives: readiness
refuses:
  future: {where: step_on, en: is after the day at which the graph stands; a day to come is an expected one, zh: 晚于数据截止日；未到的日期请登记为预计复工}
  closed: {where: enterprise, en: is closed; record first that it is open again, zh: 已关停，请先登记恢复经营}
notices:
  order: {where: step, en: "is recorded though an earlier step of four-sync is not: survey, filing, prevention, resumption is the order", zh: 之前的步骤尚未登记；四同步依次为摸底、备案、防控、复工}
example: {enterprise: yuelong, step: surveyed}
limit: 1000
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
MATCH (e:Enterprise {id: $enterprise})
WITH e, CASE WHEN $done THEN coalesce($step_on, $said_on) END AS day,
  [word IN [
    CASE WHEN $step_on > graph.as_of THEN 'future' END,
    CASE WHEN $done AND e.closed_on <= graph.as_of THEN 'closed' END
  ] WHERE word IS NOT NULL] AS refused,
  CASE WHEN $done AND (
    $step <> 'surveyed' AND e.surveyed_on IS NULL
    OR $step IN ['prevention', 'resumed'] AND e.filed_on IS NULL
    OR $step = 'resumed' AND e.prevention_on IS NULL
  ) THEN 'order' END AS noticed
SET e.surveyed_on = CASE WHEN $step = 'surveyed' AND refused = [] THEN day
    ELSE e.surveyed_on END,
  e.filed_on = CASE WHEN $step = 'filed' AND refused = [] THEN day ELSE e.filed_on END,
  e.prevention_on = CASE WHEN $step = 'prevention' AND refused = [] THEN day
    ELSE e.prevention_on END,
  e.resumed_on = CASE WHEN $step = 'resumed' AND refused = [] THEN day ELSE e.resumed_on END
RETURN e.id AS enterprise, refused, noticed, [$step + '_on'] AS said
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
