// Record a stock that was counted
/*
title: {en: Record a stock that was counted, zh: 登记库存}
about:
  en: "For how many days the stock of a material lasts at an enterprise that needs it, counted on the day given, else on the day at which the graph stands. The answer lists whose day of readiness moved by it."
  zh: 登记企业某种用料的库存可用天数及盘点日期，日期默认为数据截止日。结果列出料齐时间因此变动的企业。
result: table
parameters:
  enterprise:
  material:
  stock_days: {type: number, minimum: 0, maximum: 36500, multipleOf: 0.01, label: {en: Stock in days, zh: 库存天数}}
  stock_on: {type: string, format: date, default: null, label: {en: Counted on, zh: 盘点日期}}
columns:
  enterprise:
  name:
  above_scale:
  before_days:
  after_days:
  gained_days:
derives: readiness
refuses:
  unneeded: {where: material, en: is not among the needs of this enterprise; record first who supplies it, zh: 不是该企业的用料，请先登记其供货关系}
  future: {where: stock_on, en: is after the day at which the graph stands, zh: 晚于数据截止日}
  closed: {where: enterprise, en: is closed; record first that it is open again, zh: 已关停，请先登记恢复经营}
example: {enterprise: yuelong, material: copper, stock_days: 5}
limit: 1000
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
MATCH (e:Enterprise {id: $enterprise})
MATCH (m:Material {id: $material})
OPTIONAL MATCH (e)-[n:NEEDS]->(m)
WITH graph, e, n, [word IN [
    CASE WHEN n IS NULL THEN 'unneeded' END,
    CASE WHEN $stock_on > graph.as_of THEN 'future' END,
    CASE WHEN e.closed_on <= graph.as_of THEN 'closed' END
  ] WHERE word IS NOT NULL] AS refused
FOREACH (need IN CASE WHEN refused = [] THEN [n] ELSE [] END |
  SET need.stock_days = $stock_days, need.stock_on = coalesce($stock_on, $said_on)
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
