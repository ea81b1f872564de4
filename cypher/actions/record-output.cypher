// Record output and workers on post
/*
title: {en: Record output and workers on post, zh: 登记产能与到岗}
about:
  en: "Current as a share of normal output, and how many of how many workers are on post. What is left blank stays as it is. The answer lists whose day of readiness moved by it."
  zh: 登记当前产能占正常产能的比例，以及员工数与到岗数；留空的项目保持不变。结果列出料齐时间因此变动的企业。
result: table
parameters:
  enterprise:
  output_rate: {type: number, minimum: 0, maximum: 10, multipleOf: 0.01, default: null, label: {en: "Output, 1 is normal", zh: 复产率（1 为正常）}}
  headcount: {type: integer, minimum: 0, maximum: 10000000, default: null, label: {en: Headcount, zh: 员工数}}
  on_post: {type: integer, minimum: 0, maximum: 10000000, default: null, label: {en: Workers on post, zh: 到岗数}}
columns:
  enterprise:
  name:
  above_scale:
  before_days:
  after_days:
  gained_days:
derives: readiness
refuses:
  nothing: {where: output_rate, en: "is blank, and so are the others: nothing to record", zh: 各项均为空，没有可登记的内容}
  more: {where: on_post, en: is more than the headcount, zh: 大于员工数}
  closed: {where: enterprise, en: is closed; record first that it is open again, zh: 已关停，请先登记恢复经营}
example: {enterprise: yuelong, output_rate: 0.9}
limit: 1000
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
MATCH (e:Enterprise {id: $enterprise})
WITH graph, e, coalesce($headcount, e.headcount) AS headcount,
  coalesce($on_post, e.on_post) AS on_post
WITH e, headcount, on_post, [word IN [
    CASE WHEN $output_rate IS NULL AND $headcount IS NULL AND $on_post IS NULL
      THEN 'nothing' END,
    CASE WHEN on_post > headcount THEN 'more' END,
    CASE WHEN e.closed_on <= graph.as_of THEN 'closed' END
  ] WHERE word IS NOT NULL] AS refused
FOREACH (once IN CASE WHEN refused = [] THEN [1] ELSE [] END |
  SET e.output_rate = coalesce($output_rate, e.output_rate), e.headcount = headcount,
    e.on_post = on_post
)
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
