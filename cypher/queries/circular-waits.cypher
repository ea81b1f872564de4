// Circular waits
/*
title: {en: Circular waits, zh: 循环等待}
about:
  en: "Circles of enterprises each of which waits for the next and none of which can begin, though
    each could run if the others did: they have to restart in step, or one of them needs another
    source or more stock. Short days are the delivery days all round less the stock all round.
    Held up are all others whose waiting leads to the enterprise, those in the circle included."
  zh: 彼此等待、谁也无法先开工的企业圈：只要同步复工即可运转，或为其中一家另找货源、增加库存。“缺口天数”为整圈交货天数之和减去库存天数之和；“被卡企业数”是逐级等待会等到它的其他企业数，圈内其他企业也计入。
result: graph
group: waits
order: 40
columns:
  circle: {type: string, links: enterprise, label: {en: Circle (by one of it), zh: 循环圈（以其中一家为代表）}}
  enterprise:
  name:
  waits_for:
  material: {label: {en: Waits for material, zh: 在等物料}}
  lead_days:
  stock_days:
  short_days: {type: number, label: {en: Short days of the whole circle, zh: 整圈缺口天数}}
  held:
  waits_for_name:
  material_name: {label: {en: Waits for material (name), zh: 在等物料名称}}
  contact:
  phone:
  circle_name: {type: string, label: {en: Circle (name), zh: 循环圈（名称）}}
bloom: Circular waits
example: {}
*/
MATCH (graph:Graph {id: 'graph'})
MATCH (first:Enterprise {stuck: 'circular'})
// each circle once, from its smallest id: a walk ends where it meets a smaller one
MATCH p = (first)-[:WAITS_FOR*1..]->(first)
WHERE all(e IN nodes(p) WHERE e.id >= first.id)
WITH graph.as_of AS today, first, relationships(p) AS waits
CALL (first) {
  MATCH (first)<-[:WAITS_FOR*1..]-(e:Enterprise)
  RETURN count(DISTINCT e) AS behind
}
CALL (today, waits) {
  UNWIND range(0, size(waits) - 1) AS number
  WITH today, number, waits[number] AS wait
  WITH today, number, wait, startNode(wait) AS e, endNode(wait) AS s
  MATCH (s)-[r:SUPPLIES {material: wait.material}]->(e)
  WHERE r.gap IS NOT NULL
  OPTIONAL MATCH (m:Material {id: wait.material})
  OPTIONAL MATCH (e)-[n:NEEDS]->(m)
  // goods between two that run are on the road; the stock of one that runs has gone down
  WITH number, wait, e, s, m,
    CASE WHEN e.runs AND s.runs THEN 0
      ELSE toInteger(round(100 * coalesce(r.lead_days, 0))) END AS lead,
    toInteger(round(100 * coalesce(n.stock_days, 0))) - CASE WHEN e.runs AND n.stock_on < today
      THEN 100 * duration.inDays(n.stock_on, today).days ELSE 0 END AS left
  WITH number, wait, e, s, m, lead, CASE WHEN left > 0 THEN left ELSE 0 END AS stock
  ORDER BY number
  WITH collect({wait: wait, e: e, s: s, m: m, lead: lead, stock: stock}) AS turns,
    sum(lead) - sum(stock) AS short
  UNWIND range(0, size(turns) - 1) AS number
  RETURN number, turns[number] AS turn, short
}
WITH first, behind, number, short, turn.wait AS wait,
  turn.e AS e, turn.s AS s, turn.m AS m, turn.lead AS lead, turn.stock AS stock
RETURN
  first.id AS circle,
  e.id AS enterprise,
  e.name AS name,
  s.id AS waits_for,
  wait.material AS material,
  lead / 100.0 AS lead_days,
  stock / 100.0 AS stock_days,
  short / 100.0 AS short_days,
  behind - 1 AS held,
  s.name AS waits_for_name,
  m.name AS material_name,
  e.contact AS contact,
  e.phone AS phone,
  first.name AS circle_name,
  e AS itself,
  s AS awaited,
  wait
ORDER BY circle, number
