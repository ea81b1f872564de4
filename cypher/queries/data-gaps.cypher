// Data gaps
/*
title: {en: Data gaps, zh: 数据缺口}
about:
  en: "What is not known yet, enterprise by enterprise, with whom to call: blank facts of the
    enterprise, essential materials without known suppliers or stock, supplies without a lead time.
    Those whose stop would stop most anchors come first, by a ranking made now and then: it is said
    how many changes came since. Closed enterprises are left out."
  zh: 逐家列出尚未掌握的数据及联系方式：企业自身的空缺项、没有已知供应商或库存的关键物料、没有交货天数的供应关系。一旦停产会使最多龙头企业停产的在前（据定期排序，并注明此后的变更数）；关停企业不列出。
result: table
parameters:
  enterprise: {type: string, default: null, suggest: enterprises, label: {en: Enterprise (its tree; blank for all), zh: 企业（及其配套企业；留空为全部）}}
columns:
  enterprise: {type: string, label: {en: Enterprise, zh: 企业}}
  name: {type: string, label: {en: Name, zh: 名称}}
  missing: {type: array, items: {type: string}, label: {en: Missing, zh: 缺失项}}
  anchors: {type: integer, label: {en: Anchors that stop if it stops, zh: 停产影响龙头数}}
  contact: {type: string, label: {en: Contact, zh: 联系人}}
  phone: {type: string, label: {en: Telephone, zh: 电话}}
  team: {type: string, label: {en: Service team, zh: 服务专班}}
  team_name: {type: string, label: {en: Service team (name), zh: 服务专班名称}}
  unconfirmed: {type: integer, label: {en: Supplier lists not confirmed, zh: 未确认的供应商名单数}}
  changes_since: {type: integer, label: {en: Changes since the ranking, zh: 排序后变更数}}
example: {enterprise: gongniu}
limit: 1000
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today, graph.ranked_version IS NOT NULL AS ranked,
  coalesce(graph.version - graph.ranked_version, 0) AS changes_since
// UNWIND of an empty list: a branch that is not asked for reads nothing.
CALL (today) {
  UNWIND CASE WHEN $enterprise IS NULL THEN [1] ELSE [] END AS whole
  MATCH (e:Enterprise)
  RETURN e
  UNION ALL
  MATCH (root:Enterprise {id: $enterprise})
  WITH today, root
  MATCH p = (root)<-[:SUPPLIES*0..]-(e:Enterprise)
  WHERE all(r IN relationships(p) WHERE
    coalesce(r.until >= today, true) AND coalesce(r.since <= today, true))
  RETURN DISTINCT e
}
WITH today, ranked, changes_since, e
WHERE NOT coalesce(e.closed_on <= today, false)
WITH ranked, changes_since, e,
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
// Where nothing is ranked yet, stops({x}) as in shared-single-source: a need breaks when the parts of those stopped reach
// r.breaks; each round adds the buyers whose need breaks by one that stopped in the round before
WITH ranked, changes_since, e, missing,
  CASE WHEN NOT ranked AND EXISTS { (e)-[r:SUPPLIES]->() WHERE r.part >= r.breaks } THEN
  reduce(state = {stopped: [e], last: [e]}, round IN range(1, COUNT { (:Enterprise) }) |
    CASE state.last WHEN [] THEN state ELSE head([more IN [COLLECT {
      UNWIND state.last AS s
      MATCH (s)-[r:SUPPLIES]->(buyer:Enterprise)
      WHERE r.part IS NOT NULL AND NOT buyer IN state.stopped
        AND (r.part >= r.breaks OR size(state.stopped) > 1
          AND r.breaks <= reduce(lost = 0, part IN COLLECT {
            UNWIND state.stopped AS other
            MATCH (other)-[q:SUPPLIES {material: r.material}]->(buyer)
            WHERE q.part IS NOT NULL
            RETURN q.part
          } | lost + part))
      RETURN DISTINCT buyer
    }] | {stopped: state.stopped + more, last: more}]) END).stopped
  ELSE [e] END AS stopped
CALL (e) {
  OPTIONAL MATCH (t:ServiceTeam)-[:SERVES]->(e)
  RETURN t ORDER BY t.id LIMIT 1
}
RETURN
  e.id AS enterprise,
  e.name AS name,
  missing,
  CASE WHEN ranked THEN coalesce(e.stops_anchors, 0) ELSE
    size([x IN tail(stopped) WHERE coalesce(x.anchor, x.above_scale, false)]) END AS anchors,
  e.contact AS contact,
  e.phone AS phone,
  t.id AS team,
  t.name AS team_name,
  COUNT { (e)-[n:NEEDS]->(:Material) WHERE NOT coalesce(n.suppliers_complete, false) } AS unconfirmed,
  changes_since
ORDER BY anchors DESC, size(missing) DESC, enterprise
