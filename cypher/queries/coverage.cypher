// Coverage of needs
/*
title: {en: Coverage of needs, zh: 用料保障率}
about:
  en: "How much of each material that one enterprise uses can come at today's output of its direct
    suppliers; what stands behind these is not looked at. A supplier that has closed or has not
    resumed gives nothing, any other its output rate, at most 100%, and where that is not known it is
    taken as 100% and said so. Where all suppliers have a share, their outputs are weighted by it;
    otherwise they are added up, to 100% at most. A material without a known supplier has no rate: it
    does not count as safe. Stop days are of one that runs: the day on which it would stop for want of
    this material as things stand, by the rule of running short; blank where it does not run, would not
    stop for want of it, or can do without. The soonest of them is its day in running short. The daily
    capacity is that of the suppliers that have not closed, as far as it is known. The essential
    materials come first, and of these the ones covered least."
  zh: 一家企业的每种用料，按其直接供应商今日的产出能保障多少；只看这一层，不看更上游。已关停或未复工的供应商计 0，其余按复产率计（至多 100%），复产率未知的按 100% 计并注明。各供应商均有占比的按占比加权，否则相加，至多 100%。没有已知供应商的物料没有保障率，不等于安全。距停产天数仅就在产企业而言，指照此将因缺该物料而停产的日子，与“即将断料”同一规则；未在产、不会因此停产或非关键的物料留空；各物料中最早的一天即“即将断料”所列的日子。日产能为未关停供应商已知产能之和。关键物料在前，其中保障率最低的在前。
result: graph
group: waits
order: 25
shown_on: enterprise
asked:
  en: [is $enterprise covered]
  zh: [$enterprise够用几天, $enterprise库存够不够, $enterprise保障率]
parameters:
  enterprise:
columns:
  material:
  material_name:
  covered_rate:
  stock_days:
  stop_days:
  suppliers: {type: array, items: {type: string}, links: enterprise, label: {en: Suppliers, zh: 供应商}}
  daily_capacity: {description: "未关停的供应商合计，以该物料的计量单位计 / of the suppliers not closed together, in the material's unit"}
  daily_quantity:
  confirmed:
  essential:
  outputs:
  capacity_unknown:
  unit:
  stop_on:
  firm: {label: {en: Firm, zh: 停产日已核实}}
bloom: Coverage of the needs of $enterprise
example: {enterprise: gongniu}
*/
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today
MATCH (e:Enterprise {id: $enterprise})
// per material its suppliers, parallel supplies as one: their shares add up; gap and weight stand on the
// one of them that the derivation goes by, of what is essential
CALL (today, e) {
  MATCH (s:Enterprise)-[r:SUPPLIES]->(e)
  WHERE s <> e AND coalesce(r.until >= today, true) AND coalesce(r.since <= today, true)
  WITH today, e, s, r.material AS material, collect(r) AS found,
    max(r.gap) AS gap, max(r.weight) AS weight,
    min(toInteger(round(100 * coalesce(r.lead_days, 0)))) AS lead,
    sum(toInteger(round(100 * r.share))) AS share, count(r.share) > 0 AS shared
  WITH e, s, material, found, weight,
    coalesce(toInteger(round(100 * s.ready_days)), 1000000000) + gap AS at,
    lead + CASE WHEN s.runs THEN coalesce(toInteger(round(100 * s.stop_days)), 1000000000) ELSE 0 END
      AS ends,
    CASE WHEN shared THEN share END AS share,
    CASE WHEN s.closed_on <= today THEN 'closed'
      WHEN NOT coalesce(s.resumed_on <= today, false) THEN 'not_resumed'
      WHEN s.output_rate IS NULL THEN 'unknown' END AS state
  WITH e, s, material, found, weight, at, ends, share, state,
    CASE WHEN state = 'unknown' THEN 1.0 WHEN state IS NOT NULL THEN 0.0
      WHEN s.output_rate > 1 THEN 1.0 ELSE s.output_rate END AS output
  ORDER BY coalesce(share, -1) DESC, s.id
  WITH e, material, collect(s) AS suppliers, collect(found) AS found, collect({
      supplier: s.id, supplier_name: s.name, share: share / 100.0, output_rate: output, state: state
    }) AS outputs,
    count(share) = count(*) AS by_share, sum(share) AS shares,
    sum(share * output) AS weighted, sum(output) AS added,
    min(at) AS first, max(ends) AS last, sum(weight) AS total,
    collect(CASE WHEN weight IS NOT NULL THEN [at, weight, ends] END) AS held
  WITH *,
    // shares that are all 0 tell nothing
    CASE WHEN by_share AND shares > 0 THEN weighted / shares WHEN added > 1 THEN 1.0 ELSE added END
      AS covered,
    // with shares: the first arrival by which at least half of them has come
    CASE WHEN held = [] THEN first ELSE reduce(best = 1000000000, x IN held |
      CASE WHEN x[0] < best AND 2 * reduce(come = 0, y IN held |
        come + CASE WHEN y[0] <= x[0] THEN y[1] ELSE 0 END) >= total THEN x[0] ELSE best END) END
      AS wait,
    // and the first day on which those left hold less than half
    reduce(end = last, x IN held |
      CASE WHEN x[2] < end AND 2 * reduce(gone = 0, y IN held |
        gone + CASE WHEN y[2] <= x[2] THEN y[1] ELSE 0 END) > total THEN x[2] ELSE end END) AS end
  RETURN collect({
    material: material, suppliers: suppliers, found: found, outputs: outputs, covered: covered,
    end: CASE WHEN e.runs AND wait > 0 AND end < 1000000000 THEN end END
  }) AS supplied
}
MATCH (e)-[n:NEEDS]->(m:Material)
WITH today, e, n, m, coalesce(n.essential, true) AS essential,
  head([x IN supplied WHERE x.material = m.id]) AS need,
  // the stock of one that runs has gone down since it was counted
  toInteger(round(100 * coalesce(n.stock_days, 0))) - CASE WHEN e.runs AND n.stock_on < today
    THEN 100 * duration.inDays(n.stock_on, today).days ELSE 0 END AS stock
WITH *, CASE WHEN stock > 0 THEN stock ELSE 0 END AS left
WITH *, (need.end + left) / 100.0 AS stop
// of one that has closed no capacity is left
CALL (today, m, need) {
  UNWIND need.suppliers AS s
  WITH today, m, s
  WHERE NOT coalesce(s.closed_on <= today, false)
  OPTIONAL MATCH (s)-[made:MAKES]->(m)
  RETURN sum(made.daily_capacity) AS capacity, count(made.daily_capacity) AS known,
    count(s) AS makers
}
RETURN
  m.id AS material,
  m.name AS material_name,
  round(need.covered, 4) AS covered_rate,
  left / 100.0 AS stock_days,
  stop AS stop_days,
  [s IN coalesce(need.suppliers, []) | s.id] AS suppliers,
  CASE WHEN known > 0 THEN capacity END AS daily_capacity,
  n.daily_quantity AS daily_quantity,
  coalesce(n.suppliers_complete, false) AS confirmed,
  essential,
  coalesce(need.outputs, []) AS outputs,
  CASE WHEN need IS NOT NULL THEN makers - known END AS capacity_unknown,
  m.unit AS unit,
  CASE WHEN stop IS NOT NULL THEN today + duration({days: toInteger(ceil(stop))}) END AS stop_on,
  e.firm AS firm,
  e AS itself,
  need.suppliers AS sources,
  reduce(all = [], some IN need.found | all + some) AS supplies
ORDER BY essential DESC, covered_rate, material
