// Shared single-source suppliers
/*
title: {en: Shared single-source suppliers, zh: 共用单一来源供应商}
about:
  en: >-
    Suppliers whose stop alone would stop several leading enterprises, directly or through others,
    with the steps by which it reaches them. Who is looked at and how many stop comes from a ranking
    made after each derivation; it is said when, and how many changes came since. The steps are
    worked out anew. Of one that stops more than 300 enterprises a few of the nearest leading ones
    are listed with their steps. Left out are those that the ranking did not count in its time.
  zh: 仅此一家停产，就会直接或逐级造成多家龙头企业停产的供应商，并列出逐级传导的依据。名单与数目取自每次推算之后的排序，并注明排序时间与此后的变更数；传导依据为当场推演。影响超过 300 家企业的，只列出最近的几家龙头企业及其传导依据。排序限时内未计算的企业数另行列出。
result: graph
group: single-source
order: 10
parameters:
  at_least:
    type: integer
    minimum: 1
    maximum: 10000
    default: 2
    label: {en: Leading enterprises it stops (at least), zh: 至少影响的龙头企业数}
  limit:
columns:
  supplier: {label: {en: Supplier id, zh: 供应商编号}}
  name: {label: {en: Supplier, zh: 供应商}}
  anchors: {type: integer, label: {en: Leading enterprises it stops, zh: 影响龙头企业数}}
  anchor_ids: {label: {en: Which ones, zh: 所影响的龙头企业}}
  stops: {type: integer, label: {en: Enterprises it stops, zh: 影响企业数}}
  proof:
  confirmed:
    description: "所列步骤中的供应商名单是否均已核实完整 / whether every list of suppliers in the proof is confirmed complete"
    label: {en: Lists complete, zh: 名单已核全}
  all_listed: {type: boolean, label: {en: All of them listed, zh: 已全部列出}}
  changes_since:
  ranked_at:
  left_out: {type: integer, label: {en: Not counted by the ranking, zh: 排序未计算企业数}}
bloom: Shared single-source suppliers
example: {at_least: 2}
limit: 1000
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
WITH graph.ranked_version IS NOT NULL AS ranked, toString(graph.ranked_at) AS ranked_at,
  coalesce(graph.version - graph.ranked_version, 0) AS changes_since,
  coalesce(graph.ranked_left, 0) AS left_out, coalesce(graph.ranking_stands, false) AS stands
CALL (ranked) {
  UNWIND CASE WHEN ranked THEN [1] ELSE [] END AS once
  MATCH (x:Enterprise)
  WHERE x.stops_anchors >= $at_least
  RETURN x, x.stops_anchors AS anchors, x.stops_enterprises AS stops
  ORDER BY anchors DESC, stops DESC, x.id LIMIT $limit
  UNION ALL
  // not ranked yet: all who alone break somebody's need. stops({x}): each round adds the buyers whose
  // need breaks, the parts of those stopped reaching r.breaks, by one that stopped the round before;
  // rounds are counted out in blocks, so that those left over cost next to nothing
  UNWIND CASE WHEN ranked THEN [] ELSE [1] END AS once
  MATCH (x:Enterprise)
  WHERE EXISTS { (x)-[r:SUPPLIES]->() WHERE r.part >= r.breaks }
  WITH x, tail(reduce(state = {stopped: [x], last: [x]},
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
      }] | {stopped: now.stopped + more, last: more}]) END) END).stopped) AS stopped
  WITH x, size([e IN stopped WHERE coalesce(e.anchor, e.above_scale, false)]) AS anchors,
    size(stopped) AS stops
  WHERE anchors >= $at_least
  RETURN x, anchors, stops ORDER BY anchors DESC, stops DESC, x.id LIMIT $limit
}
WITH ranked_at, changes_since, left_out, stands, x, anchors, stops, stops > 300 AS far
// the leading enterprises that it reaches by steps that each break a need alone: all, or the nearest
CALL (x, far) {
  CALL (x, far) {
    UNWIND CASE WHEN far THEN [1] ELSE [] END AS once
    MATCH p = (x)-[:SUPPLIES*1..]->(a)
    WHERE all(r IN relationships(p) WHERE r.part >= r.breaks)
      AND coalesce(a.anchor, a.above_scale, false) AND a <> x
    RETURN DISTINCT a LIMIT 3
    UNION ALL
    UNWIND CASE WHEN far THEN [] ELSE [1] END AS once
    MATCH p = (x)-[:SUPPLIES*1..]->(a)
    WHERE all(r IN relationships(p) WHERE r.part >= r.breaks)
      AND coalesce(a.anchor, a.above_scale, false) AND a <> x
    RETURN DISTINCT a
  }
  RETURN collect(a) AS reached
}
WITH *, far AND reached <> [] OR stands AND size(reached) = anchors AS direct
CALL (x, reached, direct) {
  UNWIND CASE WHEN direct THEN reached ELSE [] END AS a
  MATCH p = shortestPath((x)-[:SUPPLIES*1..]->(a))
  WHERE all(r IN relationships(p) WHERE r.part >= r.breaks)
  UNWIND range(0, length(p) - 1) AS hop
  WITH hop, nodes(p)[hop + 1] AS e, [relationships(p)[hop].material, [nodes(p)[hop].id]] AS step
  ORDER BY step[0]
  WITH e, min(hop) AS hop, head(collect(step)) AS step ORDER BY hop, e.id
  RETURN collect([e] + step) AS ways
}
// where that is not all, all steps: each round once those whose need breaks, by their first material
WITH *, CASE WHEN NOT direct THEN reduce(state = {stopped: [x], last: [x], steps: []},
  round IN range(1, 600) | CASE WHEN state.last = [] OR size(state.stopped) > 600 THEN state
  ELSE head([more IN [[needs IN [COLLECT {
    UNWIND state.last AS s
    MATCH (s)-[r:SUPPLIES]->(e)
    WHERE (r.part >= r.breaks OR r.part > 0 AND size(state.stopped) > 1) AND NOT e IN state.stopped
    WITH DISTINCT e, r.material AS material, r.breaks AS breaks
    WITH e, material, breaks, COLLECT {
      MATCH (o)-[q:SUPPLIES {material: material}]->(e)
      WHERE q.part IS NOT NULL AND o IN state.stopped
      RETURN [o.id, q.part] AS part ORDER BY o.id
    } AS parts
    WHERE breaks <= reduce(lost = 0, part IN parts | lost + part[1])
    RETURN [e, material, [part IN parts | part[0]]] AS step ORDER BY e.id, material
  }] | [i IN range(0, size(needs) - 1)
    WHERE i = 0 OR needs[i][0] <> needs[i - 1][0] | needs[i]]][0]] | {
    stopped: state.stopped + [step IN more | step[0]],
    last: [step IN more | step[0]],
    steps: state.steps + more
  }]) END) END AS state
WITH *, state.last = [] AS whole, CASE WHEN direct THEN reached ELSE [e IN tail(state.stopped)
  WHERE coalesce(e.anchor, e.above_scale, false)] END AS stopped_anchors
WITH left_out, ranked_at, changes_since, x, direct, ways, state,
  CASE WHEN far THEN stopped_anchors[..3] ELSE stopped_anchors END AS stopped_anchors,
  CASE WHEN whole THEN size(stopped_anchors) ELSE anchors END AS anchors,
  CASE WHEN whole THEN size(state.steps) ELSE stops END AS stops
WHERE anchors >= $at_least
// the proof: of all steps, last first, those that an anchor or a later step of it rests on
WITH left_out, ranked_at, changes_since, x, anchors, stops, stopped_anchors,
  CASE WHEN direct THEN ways ELSE reduce(
    proof = {rests_on: [a IN stopped_anchors | a.id], steps: []}, step IN reverse(state.steps) |
    CASE WHEN step[0].id IN proof.rests_on
      THEN {rests_on: proof.rests_on + step[2], steps: [step] + proof.steps} ELSE proof END
    ).steps END AS steps
WITH *, COLLECT {
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
  ranked_at,
  left_out,
  [x] + [step IN steps | step[0]] AS enterprises,
  supplies
ORDER BY anchors DESC, stops DESC, supplier
