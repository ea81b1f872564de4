// Worst covered needs
/*
title: {en: Worst covered needs, zh: 保障率最低的用料}
about:
  en: "Of all leading enterprises that have not closed, the essential materials of which the least can
    come at today's output of their direct suppliers, with whom to call; of equal ones those that would
    stop them soonest come first. The rate and the stop days are those of coverage: one hop only, an
    output that is not known is taken as 100% and said so, and days are given for one that runs and
    would stop for want of this material as things stand. Left out are materials that are covered
    wholly, and those without a known supplier, which are not safe for that: data gaps lists them."
  zh: 全部未关停的龙头企业中，按直接供应商今日产出保障率最低的关键物料及联系方式；保障率相同的，最早停产的在前。保障率与距停产天数同“用料保障率”：只看直接供应商这一层，复产率未知的按 100% 计并注明；天数仅就在产、照此将因该物料停产的企业列出。已足额保障的不列；没有已知供应商的也不列，但不等于安全，见“数据缺口”。
result: table
group: today
order: 25
parameters:
  district:
  industry:
  limit: {default: 10}
columns:
  enterprise:
  name:
  material:
  material_name:
  covered_rate:
  stock_days:
  stop_days:
  suppliers: {type: array, items: {type: string}, links: enterprise, label: {en: Suppliers, zh: 供应商}}
  daily_capacity: {description: "未关停的供应商合计，以该物料的计量单位计 / of the suppliers not closed together, in the material's unit"}
  daily_quantity:
  confirmed:
  outputs:
  capacity_unknown:
  unit:
  stop_on:
  runs:
  firm: {label: {en: Firm, zh: 停产日已核实}}
  district:
  contact:
  phone:
example: {}
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today
CALL (today) {
  MATCH (e:Enterprise)
  WHERE (e.anchor = true OR e.anchor IS NULL AND e.above_scale = true)
    AND NOT coalesce(e.closed_on <= today, false)
    AND ($district IS NULL OR e.district STARTS WITH $district)
    AND ($industry IS NULL OR e.industry STARTS WITH $industry)
  RETURN e
}
// The rates alone, of all: on the supplies that have a gap parallel ones are merged already, and a weight is
// the share where every supplier has one. What comes after is worked out of those that may be shown only.
CALL (today, e) {
  MATCH (s:Enterprise)-[r:SUPPLIES]->(e)
  WHERE r.gap IS NOT NULL
  WITH r.material AS material, r.weight AS weight,
    CASE WHEN s.closed_on <= today OR NOT coalesce(s.resumed_on <= today, false) THEN 0.0
      WHEN s.output_rate < 1 THEN s.output_rate ELSE 1.0 END AS output
  WITH material, count(weight) = count(*) AS by_share, sum(weight) AS weights,
    sum(weight * output) AS weighted, sum(output) AS added
  WITH material, round(CASE WHEN by_share AND weights > 0 THEN weighted / weights ELSE added END, 4)
    AS covered
  WHERE covered < 1
  RETURN material, covered
}
WITH today, collect([e, material, covered]) AS poor
CALL (poor) {
  UNWIND poor AS one
  WITH one[2] AS covered ORDER BY covered LIMIT $limit
  RETURN max(covered) AS last
}
UNWIND poor AS one
WITH today, last, one
WHERE one[2] <= last
WITH today, one[0] AS e, collect(one[1]) AS materials
// as in coverage; of what is essential the supplies that count have a gap, on the one of parallel ones
// that stands for them
CALL (today, e, materials) {
  MATCH (s:Enterprise)-[r:SUPPLIES]->(e)
  WHERE r.material IN materials AND s <> e
    AND coalesce(r.until >= today, true) AND coalesce(r.since <= today, true)
  WITH today, e, s, r.material AS material,
    max(r.gap) AS gap, max(r.weight) AS weight,
    min(toInteger(round(100 * coalesce(r.lead_days, 0)))) AS lead,
    sum(toInteger(round(100 * r.share))) AS share, count(r.share) > 0 AS shared
  WHERE gap IS NOT NULL
  WITH e, s, material, weight,
    coalesce(toInteger(round(100 * s.ready_days)), 1000000000) + gap AS at,
    lead + CASE WHEN s.runs THEN coalesce(toInteger(round(100 * s.stop_days)), 1000000000) ELSE 0 END
      AS ends,
    CASE WHEN shared THEN share END AS share,
    CASE WHEN s.closed_on <= today THEN 'closed'
      WHEN NOT coalesce(s.resumed_on <= today, false) THEN 'not_resumed'
      WHEN s.output_rate IS NULL THEN 'unknown' END AS state
  WITH e, s, material, weight, at, ends, share, state,
    CASE WHEN state = 'unknown' THEN 1.0 WHEN state IS NOT NULL THEN 0.0
      WHEN s.output_rate > 1 THEN 1.0 ELSE s.output_rate END AS output
  WITH e, material, collect([s, share, output, state]) AS offers,
    count(share) = count(*) AS by_share, sum(share) AS shares,
    sum(share * output) AS weighted, sum(output) AS added,
    min(at) AS first, max(ends) AS last, sum(weight) AS total,
    collect(CASE WHEN weight IS NOT NULL THEN [at, weight, ends] END) AS held
  WITH *, CASE WHEN by_share AND shares > 0 THEN weighted / shares WHEN added > 1 THEN 1.0
    ELSE added END AS covered
  WITH *,
    CASE WHEN held = [] THEN first ELSE reduce(best = 1000000000, x IN held |
      CASE WHEN x[0] < best AND 2 * reduce(come = 0, y IN held |
        come + CASE WHEN y[0] <= x[0] THEN y[1] ELSE 0 END) >= total THEN x[0] ELSE best END) END
      AS wait,
    reduce(end = last, x IN held |
      CASE WHEN x[2] < end AND 2 * reduce(gone = 0, y IN held |
        gone + CASE WHEN y[2] <= x[2] THEN y[1] ELSE 0 END) > total THEN x[2] ELSE end END) AS end
  RETURN material, offers, covered,
    CASE WHEN e.runs AND wait > 0 AND end < 1000000000 THEN end END AS end
}
MATCH (m:Material {id: material})
MATCH (e)-[n:NEEDS]->(m)
WITH today, e, n, m, offers, round(covered, 4) AS covered_rate, end,
  toInteger(round(100 * coalesce(n.stock_days, 0))) - CASE WHEN e.runs AND n.stock_on < today
    THEN 100 * duration.inDays(n.stock_on, today).days ELSE 0 END AS stock
WITH *, CASE WHEN stock > 0 THEN stock ELSE 0 END AS left
WITH *, (end + left) / 100.0 AS stop
ORDER BY covered_rate, stop, left, e.id, m.id LIMIT $limit
CALL (today, m, offers) {
  UNWIND offers AS offer
  WITH today, m, offer[0] AS s
  WHERE NOT coalesce(s.closed_on <= today, false)
  OPTIONAL MATCH (s)-[made:MAKES]->(m)
  RETURN sum(made.daily_capacity) AS capacity, count(made.daily_capacity) AS known,
    count(s) AS makers
}
WITH *, COLLECT {
  UNWIND offers AS offer
  WITH offer[0] AS s, offer[1] AS share, offer[2] AS output, offer[3] AS state
  RETURN {supplier: s.id, supplier_name: s.name, share: share / 100.0, output_rate: output,
    state: state} ORDER BY coalesce(share, -1) DESC, s.id
} AS outputs
RETURN
  e.id AS enterprise,
  e.name AS name,
  m.id AS material,
  m.name AS material_name,
  covered_rate,
  left / 100.0 AS stock_days,
  stop AS stop_days,
  [one IN outputs | one.supplier] AS suppliers,
  CASE WHEN known > 0 THEN capacity END AS daily_capacity,
  n.daily_quantity AS daily_quantity,
  coalesce(n.suppliers_complete, false) AS confirmed,
  outputs,
  makers - known AS capacity_unknown,
  m.unit AS unit,
  CASE WHEN stop IS NOT NULL THEN today + duration({days: toInteger(ceil(stop))}) END AS stop_on,
  e.runs AS runs,
  e.firm AS firm,
  e.district AS district,
  e.contact AS contact,
  e.phone AS phone
ORDER BY covered_rate, stop_days, stock_days, enterprise, material
