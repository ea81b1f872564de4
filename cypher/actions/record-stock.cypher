// Record a stock that was counted
/*
title: {en: Record a stock that was counted, zh: 登记库存}
about:
  en: "For how many days the stock of a material lasts at an enterprise that needs it, counted on the day given, else on the day at which the graph stands. The answer lists whose day of readiness moved by it."
  zh: 登记企业某种用料的库存可用天数及盘点日期，日期默认为数据截止日。结果列出料齐时间因此变动的企业。
result: table
parameters:
  enterprise: {type: string, suggest: enterprises, label: {en: Enterprise, zh: 企业}}
  material: {type: string, suggest: materials, label: {en: Material, zh: 物料}}
  stock_days: {type: number, minimum: 0, maximum: 36500, multipleOf: 0.01, label: {en: Stock in days, zh: 库存天数}}
  stock_on: {type: string, format: date, default: null, label: {en: Counted on, zh: 盘点日期}}
columns:
  enterprise: {type: string, label: {en: Enterprise, zh: 企业}}
  name: {type: string, label: {en: Name, zh: 名称}}
  above_scale: {type: boolean, label: {en: Above designated size, zh: 规上}}
  before_days: {type: number, description: "距料齐天数，已投产者为将停产天数；空白表示无期 / until ready, of one that runs the days it will lose; blank: never", label: {en: Days before, zh: 登记前天数}}
  after_days: {type: number, description: "距料齐天数，已投产者为将停产天数；空白表示无期 / until ready, of one that runs the days it will lose; blank: never", label: {en: Days now, zh: 登记后天数}}
  gained_days: {type: number, description: "两者之一为无期时留空 / blank where one of the two is never", label: {en: Days gained, zh: 提前天数}}
derives: readiness
refuses:
  unneeded: {where: material, en: is not among the needs of this enterprise; record first who supplies it, zh: 不是该企业的用料，请先登记其供货关系}
  future: {where: stock_on, en: is after the day at which the graph stands, zh: 晚于数据截止日}
example: {enterprise: yuelong, material: copper, stock_days: 5}
limit: 1000
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
MATCH (e:Enterprise {id: $enterprise})
MATCH (m:Material {id: $material})
OPTIONAL MATCH (e)-[n:NEEDS]->(m)
WITH graph, e, n, CASE
    WHEN n IS NULL THEN 'unneeded'
    WHEN $stock_on > graph.as_of THEN 'future'
  END AS refused
FOREACH (need IN CASE WHEN refused IS NULL THEN [n] ELSE [] END |
  SET need.stock_days = $stock_days, need.stock_on = coalesce($stock_on, graph.as_of)
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
