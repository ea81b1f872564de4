// Cumulative lead time
/*
title: {en: Cumulative lead time, zh: 累计提前期}
about:
  en: "How long it takes from raw material to this enterprise by the structure alone, were nobody
    running, all stocks empty and nothing else in the way: the chain of supplies that decides it,
    hop by hop, down to one that needs nothing of anybody known. A material is there when its first
    supplier delivers, or with shares when half of them do. Blank days: it could never begin within
    a year, each waiting for another. A hop is not confirmed where its lead is blank, which counts
    as nothing, or where a material's suppliers are not known: it then takes longer."
  zh: 假设全链停产、库存为零、别无障碍，仅按供应结构从原材料到该企业需要多久：逐级列出决定它的供货链，直到不再需要他人物料的一环。物料以首家供应商到货计，有份额的以到货过半计。天数空白表示一年内无法起步（循环等待等）。交货天数未填的按 0 计，与有物料未填供应商的一样标为待核实，实际会更长。
result: graph
parameters:
  enterprise: {type: string, suggest: enterprises, label: {en: Enterprise, zh: 企业}}
columns:
  hop: {type: integer, label: {en: Hop, zh: 层}}
  enterprise: {type: string, label: {en: Enterprise, zh: 企业}}
  name: {type: string, label: {en: Name, zh: 名称}}
  ready_days: {type: number, format: structural-days, description: "from raw material to this enterprise; blank: never", label: {en: Cumulative lead time in days, zh: 累计提前期天数}}
  ready_on: {type: string, format: date, description: were all of it begun today, label: {en: From today until, zh: 自今日起至}}
  material: {type: string, label: {en: Waits for material, zh: 在等物料}}
  material_name: {type: string, label: {en: Waits for material (name), zh: 在等物料名称}}
  lead_days: {type: number, label: {en: Lead days, zh: 交货天数}}
  stock_days: {type: number, description: "0, for no stock counts here", label: {en: Stock counted in days, zh: 计入库存天数}}
  margin_days: {type: number, label: {en: Margin in days, zh: 可压缩天数}}
  firm: {type: boolean, description: "the lead is given and all materials have known suppliers", label: {en: Firm, zh: 已核实}}
  stuck: {type: string, enum: [circular, late], label: {en: Stuck, zh: 无法起步原因}}
  waits_for: {type: string, label: {en: Waits for, zh: 在等企业}}
  waits_for_name: {type: string, label: {en: Waits for (name), zh: 在等企业名称}}
bloom: Cumulative lead time of $enterprise
example: {enterprise: gongniu}
*/
MATCH (graph:Graph {id: 'graph'})
MATCH (start:Enterprise {id: $enterprise})
WITH graph.as_of AS today, start
// each comes from at most one: the distance from the start is the order of the chain
MATCH p = (start)-[:LEAD_FROM*0..]->(e:Enterprise)
WITH today, e, min(length(p)) AS hop
OPTIONAL MATCH (e)-[wait:LEAD_FROM]->(s:Enterprise)
OPTIONAL MATCH (m:Material {id: wait.material})
WITH today, e, hop, wait, s, m ORDER BY hop
WITH today, collect({e: e, hop: hop, wait: wait, s: s, m: m}) AS chain
// a chain whose last one still waits has come round
WITH today, chain, last(chain).wait IS NOT NULL AS circular
UNWIND chain AS one
WITH today, circular, one.e AS e, one.hop AS hop, one.wait AS wait, one.s AS s, one.m AS m
// in hundredths of a day: when the other materials would let it begin
CALL (e, wait, s) {
  MATCH (supplier:Enterprise)-[r:SUPPLIES]->(e)
  WHERE r.lead_gap IS NOT NULL
  WITH wait, s, supplier, r,
    coalesce(toInteger(round(100 * supplier.lead_time_days)), 1000000000) + r.lead_gap AS at
  WITH wait, r.material AS material, min(at) AS first, sum(r.weight) AS total,
    collect(CASE WHEN r.weight IS NOT NULL THEN [at, r.weight] END) AS shares,
    head(collect(CASE WHEN supplier = s AND r.material = wait.material THEN r END)) AS supply
  // with shares: the earliest arrival by which at least half of them has come
  WITH wait, material, supply, CASE WHEN shares = [] THEN first
    ELSE reduce(best = 1000000000, x IN shares |
      CASE WHEN x[0] < best AND 2 * reduce(come = 0, y IN shares |
        come + CASE WHEN y[0] <= x[0] THEN y[1] ELSE 0 END) >= total THEN x[0] ELSE best END)
    END AS there
  RETURN head(collect(supply)) AS supply, count(*) AS mapped,
    max(CASE WHEN material <> wait.material THEN there END) AS others
}
WITH *, toInteger(round(100 * e.lead_time_days)) AS ready
RETURN
  hop,
  e.id AS enterprise,
  e.name AS name,
  e.lead_time_days AS ready_days,
  CASE WHEN e.lead_time_days IS NOT NULL
    THEN today + duration({days: toInteger(ceil(e.lead_time_days))}) END AS ready_on,
  wait.material AS material,
  m.name AS material_name,
  supply.lead_gap / 100.0 AS lead_days,
  CASE WHEN wait IS NOT NULL THEN 0.0 END AS stock_days,
  CASE WHEN wait IS NOT NULL THEN (ready - coalesce(others, 0)) / 100.0 END AS margin_days,
  (wait IS NULL OR supply.lead_days IS NOT NULL) AND mapped = COUNT {
    MATCH (e)-[n:NEEDS]->() WHERE coalesce(n.essential, true)
  } AS firm,
  CASE WHEN e.lead_time_days IS NULL THEN CASE WHEN circular THEN 'circular' ELSE 'late' END END
    AS stuck,
  s.id AS waits_for,
  s.name AS waits_for_name,
  e AS itself,
  s AS awaited,
  supply
ORDER BY hop
