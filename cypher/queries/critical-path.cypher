// Critical path to an enterprise
/*
title: {en: Critical path to an enterprise, zh: 企业关键路径}
about:
  en: "Whom one enterprise waits for, whom that one waits for in turn, and so on to the enterprise
    at the root that waits for nobody but itself; a circle of enterprises that wait for each other
    is shown once round. Margin is how many days this step may get shorter before something else
    decides."
  zh: 一家企业在等谁，被等的企业又在等谁，逐级追到只等自身的堵点企业；若彼此循环等待，则沿圈列出一遍。“可压缩天数”指这一环最多能缩短几天，再短就由其他因素决定。
result: graph
group: waits
order: 10
shown_on: enterprise
asked:
  en: [critical path $enterprise, what $enterprise waits for, what is $enterprise waiting for, who is $enterprise waiting for, what does $enterprise wait for]
  zh: [$enterprise在等谁, $enterprise等谁, $enterprise在等什么, $enterprise卡在哪, $enterprise卡在哪里, $enterprise关键路径]
parameters:
  enterprise:
columns:
  hop:
  enterprise:
  name:
  ready_days:
  ready_on:
  material: {label: {en: Waits for material, zh: 在等物料}}
  material_name: {label: {en: Waits for material (name), zh: 在等物料名称}}
  lead_days:
  stock_days:
  margin_days:
  firm:
  stuck:
  waits_for:
  waits_for_name:
  runs:
  in_flow:
  own_days:
  expected_on:
  contact:
  phone:
bloom: Critical path to $enterprise
example: {enterprise: gongniu}
*/
MATCH (graph:Graph {id: 'graph'})
MATCH (start:Enterprise {id: $enterprise})
WITH graph.as_of AS today, start
// everybody waits for at most one: the distance from the start is the order of the chain
MATCH p = (start)-[:WAITS_FOR*0..]->(e:Enterprise)
WITH today, e, min(length(p)) AS hop
OPTIONAL MATCH (e)-[wait:WAITS_FOR]->(s:Enterprise)
OPTIONAL MATCH (m:Material {id: wait.material})
OPTIONAL MATCH (e)-[n:NEEDS]->(m)
// in hundredths of a day: the lead on this hop, and when the other materials would let it run
CALL (e, wait, s) {
  MATCH (supplier:Enterprise)-[r:SUPPLIES]->(e)
  WHERE r.gap IS NOT NULL
  WITH wait, s, supplier, r,
    coalesce(toInteger(round(100 * supplier.ready_days)), 1000000000) + r.gap AS at
  WITH wait, r.material AS material, min(at) AS first, sum(r.weight) AS total,
    collect(CASE WHEN r.weight IS NOT NULL THEN [at, r.weight] END) AS shares,
    min(CASE WHEN supplier = s THEN toInteger(round(100 * coalesce(r.lead_days, 0))) END) AS lead
  // with shares: the earliest arrival by which at least half of them has come
  WITH wait, material, lead, CASE WHEN shares = [] THEN first
    ELSE reduce(best = 1000000000, x IN shares |
      CASE WHEN x[0] < best AND 2 * reduce(come = 0, y IN shares |
        come + CASE WHEN y[0] <= x[0] THEN y[1] ELSE 0 END) >= total THEN x[0] ELSE best END)
    END AS there
  RETURN max(CASE WHEN material = wait.material THEN lead END) AS lead,
    max(CASE WHEN material <> wait.material THEN there END) AS others
}
WITH *,
  toInteger(round(100 * e.ready_days)) AS ready,
  toInteger(round(100 * e.own_days)) AS own,
  // the stock of one that runs has gone down since it was counted
  toInteger(round(100 * coalesce(n.stock_days, 0))) - CASE WHEN e.runs AND n.stock_on < today
    THEN 100 * duration.inDays(n.stock_on, today).days ELSE 0 END AS stock
RETURN
  hop,
  e.id AS enterprise,
  e.name AS name,
  e.ready_days AS ready_days,
  CASE WHEN NOT e.runs AND e.ready_days IS NOT NULL
    THEN today + duration({days: toInteger(ceil(e.ready_days))}) END AS ready_on,
  wait.material AS material,
  m.name AS material_name,
  // goods between two that run are on the road already
  CASE WHEN e.runs AND s.runs THEN 0.0 ELSE lead / 100.0 END AS lead_days,
  CASE WHEN wait IS NOT NULL THEN CASE WHEN stock > 0 THEN stock / 100.0 ELSE 0.0 END END
    AS stock_days,
  CASE WHEN wait IS NOT NULL THEN (ready - CASE WHEN others > own THEN others ELSE own END) / 100.0
    END AS margin_days,
  e.firm AS firm,
  e.stuck AS stuck,
  s.id AS waits_for,
  s.name AS waits_for_name,
  e.runs AS runs,
  e.in_flow AS in_flow,
  e.own_days AS own_days,
  e.expected_on AS expected_on,
  e.contact AS contact,
  e.phone AS phone,
  e AS itself,
  s AS awaited,
  wait
ORDER BY hop
