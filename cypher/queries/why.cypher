// Why an enterprise waits
/*
title: {en: Why an enterprise waits, zh: 为何在等}
about:
  en: "Every essential material of one enterprise and every supplier of it: the stock left, when
    each delivery arrives, and how many days the material keeps the enterprise waiting after its
    stock is used up. The materials that keep it waiting longest come first; the supplier on whom
    the whole waiting hangs is marked. A material without a supplier is one whose supplier is not
    known: it does not count as safe."
  zh: 一家企业的每种关键物料及其每家供应商：剩余库存、各家何时到货，以及库存用完后因该物料还要等几天。等得最久的物料在前，标出起决定作用的那一家。没有供应商的物料表示供应商尚未摸清，不等于安全。
result: table
group: waits
order: 20
shown_on: enterprise
asked:
  en: [why does $enterprise wait, why $enterprise waits, why is $enterprise waiting]
  zh: [$enterprise为什么等, $enterprise为何在等, $enterprise为什么停, 为什么$enterprise没复工, $enterprise为什么没复工]
parameters:
  enterprise:
columns:
  material:
  material_name:
  stock_days:
  supplier:
  supplier_name:
  share: {type: number, label: {en: Share, zh: 供货占比}}
  lead_days:
  ready_days: {blank_is_never: supplier, label: {en: Supplier ready in days, zh: 供应商可复工天数}}
  arrive_days: {type: number, blank_is_never: supplier, label: {en: Days until it arrives, zh: 距到货天数}}
  decides: {type: boolean, label: {en: Decides, zh: 起决定作用}}
  wait_days: {type: number, blank_is_never: supplier, label: {en: Days this material keeps it waiting, zh: 因该物料等待天数}}
  runs: {label: {en: Supplier runs, zh: 供应商正常生产}}
  firm: {label: {en: Supplier firm, zh: 供应商已核实}}
  stuck: {label: {en: Supplier stuck, zh: 供应商无法复工原因}}
  contact: {whose: supplier}
  phone: {whose: supplier}
example: {enterprise: gongniu}
limit: 5000
*/
MATCH (graph:Graph {id: 'graph'})
MATCH (e:Enterprise {id: $enterprise})
OPTIONAL MATCH (e)-[wait:WAITS_FOR]->(blocker:Enterprise)
// per material and supplier, parallel supplies merged; gap marks the one that stands for them
CALL (graph, e) {
  MATCH (s:Enterprise)-[r:SUPPLIES]->(e)
  WHERE s <> e
    AND coalesce(r.until >= graph.as_of, true) AND coalesce(r.since <= graph.as_of, true)
  WITH e, s, r.material AS material, max(r.gap) AS gap, max(r.weight) AS weight,
    min(toInteger(round(100 * coalesce(r.lead_days, 0)))) AS lead,
    sum(toInteger(round(100 * r.share))) AS share, count(r.share) AS shares
  WHERE gap IS NOT NULL
  WITH s, material, gap, weight, toInteger(round(100 * s.ready_days)) AS ready,
    CASE WHEN shares > 0 THEN share END AS share,
    // goods between two that run are on the road already
    CASE WHEN s.runs AND e.runs THEN 0 ELSE lead END AS lead
  WITH material, weight, coalesce(ready, 1000000000) + gap AS at,
    {s: s, share: share, lead: lead, arrive: ready + lead} AS offer
  WITH material, min(at) AS first, sum(weight) AS total, collect(offer) AS offers,
    collect(CASE WHEN weight IS NOT NULL THEN [at, weight] END) AS shares
  // with shares: the earliest arrival by which at least half of them has come
  RETURN collect({material: material, offers: offers, days: CASE WHEN shares = [] THEN first
    ELSE reduce(best = 1000000000, x IN shares |
      CASE WHEN x[0] < best AND 2 * reduce(come = 0, y IN shares |
        come + CASE WHEN y[0] <= x[0] THEN y[1] ELSE 0 END) >= total THEN x[0] ELSE best END)
    END}) AS supplied
}
MATCH (e)-[n:NEEDS]->(m:Material)
WHERE coalesce(n.essential, true)
WITH graph, e, wait, blocker, n, m, head([x IN supplied WHERE x.material = m.id]) AS need
UNWIND coalesce(need.offers, [null]) AS offer
WITH wait, blocker, m, need, offer, offer.s AS s,
  // the stock of one that runs has gone down since it was counted
  toInteger(round(100 * coalesce(n.stock_days, 0))) - CASE WHEN e.runs AND n.stock_on < graph.as_of
    THEN 100 * duration.inDays(n.stock_on, graph.as_of).days ELSE 0 END AS stock
RETURN
  m.id AS material,
  m.name AS material_name,
  CASE WHEN stock > 0 THEN stock / 100.0 ELSE 0.0 END AS stock_days,
  s.id AS supplier,
  s.name AS supplier_name,
  offer.share / 100.0 AS share,
  offer.lead / 100.0 AS lead_days,
  s.ready_days AS ready_days,
  offer.arrive / 100.0 AS arrive_days,
  coalesce(s = blocker AND m.id = wait.material, false) AS decides,
  CASE WHEN need.days <= 0 THEN 0.0 WHEN need.days <= 36500 THEN need.days / 100.0 END
    AS wait_days,
  s.runs AS runs,
  s.firm AS firm,
  s.stuck AS stuck,
  s.contact AS contact,
  s.phone AS phone
ORDER BY need IS NULL, wait_days DESC, coalesce(m.id = wait.material, false) DESC, material,
  decides DESC, arrive_days, supplier
