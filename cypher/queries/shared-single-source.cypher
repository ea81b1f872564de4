// Shared single-source suppliers
/*
title: {en: Shared single-source suppliers, zh: 共用单一来源供应商}
about:
  en: >-
    Suppliers whose stop alone would stop several leading enterprises, directly or through others,
    with the steps by which it reaches them. Who is looked at comes from a ranking made now and
    then, and it is said how many changes came since; what is shown of each is worked out anew. Of
    one that stops more than 600 enterprises the counts are those of the ranking, and only some of
    the leading enterprises, up to 20 of the nearest, are listed with their steps.
  zh: 仅此一家停产，就会直接或逐级造成多家龙头企业停产的供应商，并列出逐级传导的依据。候选名单来自定期排序，并注明此后的变更数；所列各家的依据均为当场推算。影响超过 600 家企业的，数目取自排序，只列出最近的部分龙头企业（至多 20 家）及其传导依据。
result: graph
parameters:
  at_least:
    type: integer
    minimum: 1
    maximum: 10000
    default: 2
    label: {en: Leading enterprises it stops (at least), zh: 至少影响的龙头企业数}
  limit: {type: integer, default: 20, minimum: 1, maximum: 1000, label: {en: At most, zh: 最多条数}}
columns:
  supplier: {type: string, label: {en: Supplier id, zh: 供应商编号}}
  name: {type: string, label: {en: Supplier, zh: 供应商}}
  anchors: {type: integer, label: {en: Leading enterprises it stops, zh: 影响龙头企业数}}
  anchor_ids: {type: array, items: {type: string}, label: {en: Which ones, zh: 所影响的龙头企业}}
  stops: {type: integer, label: {en: Enterprises it stops, zh: 影响企业数}}
  proof:
    type: array
    items: {type: object}
    label: {en: How it reaches them, zh: 传导依据}
  confirmed:
    type: boolean
    description: whether every list of suppliers in the proof is confirmed complete
    label: {en: Lists complete, zh: 名单已核全}
  all_listed: {type: boolean, label: {en: All of them listed, zh: 已全部列出}}
  changes_since: {type: integer, label: {en: Changes since the ranking, zh: 排序后变更数}}
bloom: Shared single-source suppliers
example: {at_least: 2}
limit: 1000
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
WITH graph.ranked_version IS NOT NULL AS ranked,
  coalesce(graph.version - graph.ranked_version, 0) AS changes_since
CALL (ranked) {
  UNWIND CASE WHEN ranked THEN [1] ELSE [] END AS once
  MATCH (x:Enterprise)
  WHERE x.stops_anchors >= $at_least
  WITH x ORDER BY x.stops_anchors DESC, x.stops_enterprises DESC, x.id LIMIT $limit
  RETURN x, x.stops_enterprises > 600 AS far
  UNION ALL
  // not ranked yet: all who alone break somebody's need
  UNWIND CASE WHEN ranked THEN [] ELSE [1] END AS once
  MATCH (x:Enterprise)
  WHERE EXISTS { (x)-[r:SUPPLIES]->() WHERE r.part >= r.breaks }
  RETURN x, false AS far
}
// stops({x}), step by step: a need breaks when the parts of those stopped reach r.breaks.
// Each round adds the buyers whose need breaks by one that stopped in the round before, once each
// with its smallest such material; it ends by itself when a round adds nobody. Of one whose stop
// reaches far only the beginning is followed.
WITH ranked, changes_since, x, far, reduce(state = {stopped: [x], last: [x], steps: []},
  round IN range(1, CASE WHEN far THEN 6 WHEN ranked THEN 1000 ELSE COUNT { (:Enterprise) } END) |
  CASE WHEN state.last = [] OR far AND size(state.stopped) > 100 THEN state
  ELSE head([more IN [[needs IN [COLLECT {
    UNWIND CASE WHEN far THEN state.last[..10] ELSE state.last END AS s
    MATCH (s)-[r:SUPPLIES]->(e:Enterprise)
    WHERE (r.part >= r.breaks OR r.part > 0 AND size(state.stopped) > 1) AND NOT e IN state.stopped
    WITH DISTINCT e, r.material AS material, r.breaks AS breaks
    WITH e, material, breaks, COLLECT {
      UNWIND state.stopped AS other
      MATCH (other)-[q:SUPPLIES {material: material}]->(e)
      WHERE q.part IS NOT NULL
      RETURN [other.id, q.part] AS part ORDER BY other.id
    } AS parts
    WHERE breaks <= reduce(lost = 0, part IN parts | lost + part[1])
    RETURN [e, material, [part IN parts | part[0]]] AS step ORDER BY e.id, material
  }] | [i IN range(0, size(needs) - 1)
    WHERE i = 0 OR needs[i][0] <> needs[i - 1][0] | needs[i]]][0]] | {
    stopped: state.stopped + [step IN more | step[0]],
    last: [step IN more | step[0]],
    steps: state.steps + more
  }]) END) AS state
WITH changes_since, x, far, state.steps AS steps, [e IN tail(state.stopped)
  WHERE coalesce(e.anchor, e.above_scale, false)] AS stopped_anchors
WITH changes_since, x, far, steps, CASE WHEN far THEN stopped_anchors[..20] ELSE stopped_anchors END
    AS stopped_anchors,
  CASE WHEN far THEN x.stops_anchors ELSE size(stopped_anchors) END AS anchors,
  CASE WHEN far THEN x.stops_enterprises ELSE size(steps) END AS stops
WHERE anchors >= $at_least
WITH * ORDER BY anchors DESC, stops DESC, x.id LIMIT $limit
// the proof: of all steps, last first, those that an anchor or a later step of it rests on
WITH changes_since, x, anchors, stops, stopped_anchors, reduce(
  proof = {rests_on: [a IN stopped_anchors | a.id], steps: []}, step IN reverse(steps) |
  CASE WHEN step[0].id IN proof.rests_on
    THEN {rests_on: proof.rests_on + step[2], steps: [step] + proof.steps} ELSE proof END
  ).steps AS steps
WITH changes_since, x, anchors, stops, stopped_anchors, steps, COLLECT {
  UNWIND steps AS step
  WITH step[0] AS buyer, step[1] AS material, step[2] AS suppliers
  UNWIND suppliers AS supplier
  MATCH (s:Enterprise {id: supplier})-[r:SUPPLIES {material: material}]->(buyer)
  WHERE r.part IS NOT NULL
  RETURN r
} AS supplies
RETURN
  x.id AS supplier,
  x.name AS name,
  anchors,
  COLLECT { UNWIND stopped_anchors AS a RETURN a.id ORDER BY a.id } AS anchor_ids,
  stops,
  COLLECT {
    UNWIND steps AS step
    MATCH (needed:Material {id: step[1]})
    RETURN {
      enterprise: step[0].id, enterprise_name: step[0].name,
      material: needed.id, material_name: needed.name, suppliers: step[2]
    }
  } AS proof,
  all(step IN steps WHERE EXISTS {
    MATCH (buyer:Enterprise {id: step[0].id})-[n:NEEDS]->(:Material {id: step[1]})
    WHERE n.suppliers_complete
  }) AS confirmed,
  size(stopped_anchors) = anchors AS all_listed,
  changes_since,
  [x] + [step IN steps | step[0]] AS enterprises,
  supplies
ORDER BY anchors DESC, stops DESC, supplier
