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
group: waits
order: 50
asked:
  en: [how long until goods of $enterprise]
  zh: [$enterprise要多久, $enterprise提前期]
parameters:
  enterprise:
columns:
  hop:
  enterprise:
  name:
  ready_days: {format: structural-days, description: '从原料到该企业；空白表示无期 / from raw material to this enterprise; blank: never', label: {en: Cumulative lead time in days, zh: 累计提前期天数}}
  ready_on: {description: 假如今日全部开始 / were all of it begun today, label: {en: From today until, zh: 自今日起至}}
  material: {label: {en: Waits for material, zh: 在等物料}}
  material_name: {label: {en: Waits for material (name), zh: 在等物料名称}}
  lead_days:
  stock_days: {description: '恒为 0，此处不计库存 / 0, for no stock counts here', label: {en: Stock counted in days, zh: 计入库存天数}}
  margin_days:
  firm: {description: 提前期已填，且各物料均有已知供应方 / the lead is given and all materials have known suppliers}
  stuck: {enum: [circular, late], label: {en: Stuck, zh: 无法起步原因}}
  waits_for:
  waits_for_name:
bloom: Cumulative lead time of $enterprise
example: {enterprise: gongniu}
*/
MATCH (graph:Graph {id: 'graph'})
MATCH (start:Enterprise {id: $enterprise})
// hop by hop whom each waits for. It is read off lead_at, the days with one part in 2^24 of a
// hundredth taken off per hop: whoever decides stands at exactly what is left, so that the chain of
// one that will begin never comes round. Each is kept with the supply, the number of its materials
// whose suppliers are known, and when the others are there.
WITH graph.as_of AS today, toInteger(2 ^ 24) AS scale, start
WITH today, scale, reduce(chain = [], hop IN range(0, 1000) | chain + CASE
  WHEN chain <> [] AND (last(chain).s IS NULL OR any(one IN chain WHERE one.e = last(chain).s))
    THEN []
  ELSE [e IN [CASE WHEN chain = [] THEN start ELSE last(chain).s END] | head([offers IN [COLLECT {
      MATCH (s:Enterprise)-[r:SUPPLIES]->(e)
      WHERE r.gap IS NOT NULL
      RETURN {s: s, supply: r, material: r.material, weight: r.weight,
        at: s.lead_at + toInteger(round(100 * coalesce(r.lead_days, 0))) * scale - 1}
      ORDER BY r.material, s.id
    }] | head([needs IN [[i IN range(0, size(offers) - 1)
      WHERE i = 0 OR offers[i].material <> offers[i - 1].material |
      head([some IN [[o IN offers WHERE o.material = offers[i].material]] | {
        material: offers[i].material, offers: some,
        // with shares: the earliest arrival by which at least half of them has come
        there: reduce(best = 1000000000 * scale, x IN some | CASE WHEN x.at < best AND coalesce(
            2 * reduce(come = 0, y IN some | come + CASE WHEN y.at <= x.at THEN y.weight ELSE 0 END)
            >= reduce(total = 0, y IN some | total + y.weight), true) THEN x.at ELSE best END)}])]] |
    // nothing within the horizon of a year is never
    head([waits IN [head([need IN needs WHERE CASE WHEN e.lead_at = 0 THEN false
        WHEN e.lead_at <= 36500 * scale THEN need.there = e.lead_at
        ELSE need.there > 36500 * scale END])] |
    // who comes just then; of one that will never begin, whoever will not either
    head([o IN [coalesce(head([o IN waits.offers WHERE CASE WHEN e.lead_at > 36500 * scale
        THEN o.s.lead_at > 36500 * scale ELSE o.at = e.lead_at END]), head(waits.offers))] | {
      e: e, s: o.s, supply: o.supply, material: waits.material, mapped: size(needs),
      others: reduce(others = 0, need IN needs | CASE
        WHEN need.material <> waits.material AND need.there > others THEN need.there
        ELSE others END)}])])])])]
  END) AS chain
// a chain whose last one still waits has come round
WITH today, scale, chain, last(chain).s IS NOT NULL AS circular
UNWIND range(0, size(chain) - 1) AS hop
WITH today, scale, circular, hop, chain[hop] AS one
WITH today, circular, hop, one.e AS e, one.s AS s, one.supply AS supply, one.mapped AS mapped,
  // in hundredths of a day
  CASE WHEN one.e.lead_at <= 36500 * scale THEN (one.e.lead_at + scale - 1) / scale END AS ready,
  (one.others + scale - 1) / scale AS others, one.material AS material
OPTIONAL MATCH (m:Material {id: material})
RETURN
  hop,
  e.id AS enterprise,
  e.name AS name,
  ready / 100.0 AS ready_days,
  CASE WHEN ready IS NOT NULL THEN today + duration({days: toInteger(ceil(ready / 100.0))}) END
    AS ready_on,
  material,
  m.name AS material_name,
  CASE WHEN s IS NOT NULL THEN coalesce(supply.lead_days, 0.0) END AS lead_days,
  CASE WHEN s IS NOT NULL THEN 0.0 END AS stock_days,
  CASE WHEN s IS NOT NULL THEN (ready - others) / 100.0 END AS margin_days,
  (s IS NULL OR supply.lead_days IS NOT NULL) AND mapped = COUNT {
    MATCH (e)-[n:NEEDS]->() WHERE coalesce(n.essential, true)
  } AS firm,
  CASE WHEN ready IS NULL THEN CASE WHEN circular THEN 'circular' ELSE 'late' END END AS stuck,
  s.id AS waits_for,
  s.name AS waits_for_name,
  e AS itself,
  s AS awaited,
  supply
ORDER BY hop
