// Data gaps
/*
title: {en: Data gaps, zh: 数据缺口}
about:
  en: "What is not known yet, enterprise by enterprise, with whom to call: blank facts of the
    enterprise, essential materials without known suppliers or stock, supplies without a lead time.
    Those whose stop would stop most anchors come first, by a ranking made after each derivation: it
    is said when, and how many changes came since; blank are those that it did not count in its
    time. Closed enterprises are left out."
  zh: 逐家列出尚未掌握的数据及联系方式：企业自身的空缺项、没有已知供应商或库存的关键物料、没有交货天数的供应关系。一旦停产会使最多龙头企业停产的在前（据每次推算之后的排序，并注明排序时间与此后的变更数，排序限时内未计算的留空）；关停企业不列出。
result: table
group: today
order: 60
parameters:
  enterprise: {default: null, label: {en: Enterprise (its tree; blank for all), zh: 企业（及其配套企业；留空为全部）}}
columns:
  enterprise:
  name:
  missing:
  anchors: {type: integer, label: {en: Anchors that stop if it stops, zh: 停产影响龙头数}}
  contact:
  phone:
  team: {label: {en: Service team, zh: 服务专班}}
  team_name: {label: {en: Service team (name), zh: 服务专班名称}}
  unconfirmed: {type: integer, label: {en: Supplier lists not confirmed, zh: 未确认的供应商名单数}}
  changes_since:
  ranked_at:
example: {enterprise: gongniu}
limit: 1000
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today, coalesce(graph.core, false) AS core,
  graph.ranked_version IS NOT NULL AS ranked,
  coalesce(graph.version - graph.ranked_version, 0) AS changes_since,
  toString(graph.ranked_at) AS ranked_at, coalesce(graph.ranked_left, 0) AS left_out
// The tree up to the core: whatever leads there leads to all that feeds it. From the root: whoever
// begins at the other end, with a label, follows every path there is.
CALL (today, core) {
  MATCH (root:Enterprise {id: $enterprise})
  MATCH p = (root)<-[:SUPPLIES*0..]-(e)
  WHERE all(r IN relationships(p) WHERE
    coalesce(r.until >= today, true) AND coalesce(r.since <= today, true)
    AND NOT (core AND coalesce(endNode(r).core = 2, false)))
  WITH DISTINCT core, e
  RETURN collect(e) AS tree, count(CASE WHEN core AND e.core = 2 THEN e END) > 0 AS to_core
}
// Whoever stops most anchors comes first: where these alone have as many blank facts of their own as
// rows are shown, nobody is looked at who stops fewer than the last of them
CALL (today, ranked, tree, to_core) {
  UNWIND CASE WHEN ranked AND $most > 0 THEN [$most] ELSE [] END AS most
  CALL (today, tree, to_core) {
    MATCH (e:Enterprise)
    WHERE e.stops_anchors > 0 AND ($enterprise IS NULL OR to_core AND e.core > 0 OR e IN tree)
      AND NOT coalesce(e.closed_on <= today, false)
      AND (e.surveyed_on IS NULL OR e.contact IS NULL OR e.phone IS NULL OR e.district IS NULL
        OR e.headcount IS NULL OR e.on_post IS NULL)
    RETURN e.stops_anchors AS anchors ORDER BY e.stops_anchors DESC LIMIT coalesce($most, 1)
  }
  WITH most, min(anchors) AS last, count(*) AS found
  RETURN min(CASE WHEN found >= most THEN last END) AS least
}
// UNWIND of an empty list: a branch that is not asked for reads nothing.
CALL (tree, to_core, least) {
  MATCH (e:Enterprise)
  WHERE e.stops_anchors >= least AND ($enterprise IS NULL OR to_core AND e.core > 0 OR e IN tree)
  RETURN e
  UNION ALL
  UNWIND CASE WHEN least IS NULL AND $enterprise IS NULL THEN [1] ELSE [] END AS whole
  MATCH (e:Enterprise)
  RETURN e
  UNION ALL
  UNWIND CASE WHEN least IS NULL AND to_core THEN [1] ELSE [] END AS feeding
  MATCH (e:Enterprise)
  WHERE e.core > 0
  RETURN e
  UNION ALL
  UNWIND CASE WHEN least IS NULL THEN tree ELSE [] END AS e
  WITH to_core, e
  WHERE NOT (to_core AND coalesce(e.core > 0, false))
  RETURN e
}
WITH today, ranked, changes_since, ranked_at, left_out, e
WHERE NOT coalesce(e.closed_on <= today, false)
WITH ranked, changes_since, ranked_at, left_out, e,
  [fact IN ['surveyed_on', 'contact', 'phone', 'district', 'headcount', 'on_post']
    WHERE e[fact] IS NULL]
  + CASE WHEN e.resumed_on <= today AND e.output_rate IS NULL THEN ['output_rate'] ELSE [] END
  + CASE WHEN NOT e.runs AND e.expected_on IS NULL THEN ['expected_on'] ELSE [] END
  + COLLECT {
      MATCH (e)-[n:NEEDS]->(m:Material)
      WHERE coalesce(n.essential, true) AND n.stock_days IS NULL
      RETURN 'stock_days:' + m.id ORDER BY m.id
    }
  + COLLECT {
      MATCH (e)-[n:NEEDS]->(m:Material)
      WHERE coalesce(n.essential, true) AND NOT EXISTS {
        MATCH (s:Enterprise)-[r:SUPPLIES {material: m.id}]->(e)
        WHERE s <> e AND coalesce(r.until >= today, true) AND coalesce(r.since <= today, true)
      }
      RETURN 'suppliers:' + m.id ORDER BY m.id
    }
  + COLLECT {
      MATCH (s:Enterprise)-[r:SUPPLIES]->(e)
      WHERE s <> e AND coalesce(r.until >= today, true) AND coalesce(r.since <= today, true)
        AND r.lead_days IS NULL
      RETURN DISTINCT 'lead_days:' + r.material + ':' + s.id AS lead ORDER BY lead
    } AS missing
WHERE missing <> []
// Where nothing is ranked yet, stops({e}) as in shared-single-source
WITH *, EXISTS { (e)-[r:SUPPLIES]->() WHERE r.part >= r.breaks } AS breaks
WITH *, CASE WHEN NOT ranked AND breaks THEN reduce(state = {stopped: [e], last: [e]},
  block IN range(0, COUNT { (:Enterprise) } / 100) | CASE WHEN state.last = [] THEN state
  ELSE reduce(now = state, round IN range(1, 100) | CASE WHEN now.last = [] THEN now
    ELSE head([more IN [COLLECT {
      UNWIND now.last AS s
      MATCH (s)-[r:SUPPLIES]->(buyer)
      WHERE (r.part >= r.breaks OR r.part > 0 AND size(now.stopped) > 1)
        AND NOT buyer IN now.stopped
        AND (r.part >= r.breaks OR r.breaks <= reduce(lost = 0, part IN COLLECT {
            MATCH (o)-[q:SUPPLIES {material: r.material}]->(buyer)
            WHERE q.part > 0 AND o IN now.stopped
            RETURN q.part
          } | lost + part))
      RETURN DISTINCT buyer
    }] | {stopped: now.stopped + more, last: more}]) END) END).stopped ELSE [e] END AS stopped
WITH changes_since, ranked_at, e, missing,
  CASE WHEN ranked AND left_out > 0 AND breaks AND e.stops_enterprises IS NULL THEN null
    WHEN ranked THEN coalesce(e.stops_anchors, 0) ELSE
    size([x IN tail(stopped) WHERE coalesce(x.anchor, x.above_scale, false)]) END AS anchors
ORDER BY coalesce(anchors, 0) DESC, size(missing) DESC, e.id LIMIT coalesce($most, 1000000000)
CALL (e) {
  OPTIONAL MATCH (t:ServiceTeam)-[:SERVES]->(e)
  RETURN t ORDER BY t.id LIMIT 1
}
RETURN
  e.id AS enterprise,
  e.name AS name,
  missing,
  anchors,
  e.contact AS contact,
  e.phone AS phone,
  t.id AS team,
  t.name AS team_name,
  COUNT { (e)-[n:NEEDS]->(:Material) WHERE NOT coalesce(n.suppliers_complete, false) } AS unconfirmed,
  changes_since,
  ranked_at
ORDER BY coalesce(anchors, 0) DESC, size(missing) DESC, enterprise
