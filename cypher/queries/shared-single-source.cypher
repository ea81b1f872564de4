// Shared single-source suppliers
/*
title: {en: Shared single-source suppliers, zh: 共用单一来源供应商}
about:
  en: >-
    Suppliers whose stop alone would stop several leading enterprises, directly or through others,
    with the steps by which it reaches them.
  zh: 仅此一家停产，就会直接或逐级造成多家龙头企业停产的供应商，并列出逐级传导的依据。
result: graph
parameters:
  at_least:
    type: integer
    minimum: 1
    maximum: 10000
    default: 2
    label: {en: Leading enterprises it stops (at least), zh: 至少影响的龙头企业数}
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
bloom: Shared single-source suppliers
example: {at_least: 2}
limit: 1000
timeout: 30
*/
MATCH (x:Enterprise)
WHERE EXISTS { (x)-[r:SUPPLIES]->() WHERE r.part >= r.breaks }
// stops({x}), step by step: a need breaks when the parts of those stopped reach r.breaks.
// Each round adds the buyers whose need breaks by one that stopped in the round before, once each
// with its smallest such material; it ends by itself when a round adds nobody.
WITH x, reduce(state = {stopped: [x], last: [x], steps: []},
  round IN range(1, COUNT { (:Enterprise) }) |
  CASE state.last WHEN [] THEN state ELSE head([more IN [[needs IN [COLLECT {
    UNWIND state.last AS s
    MATCH (s)-[r:SUPPLIES]->(e:Enterprise)
    WHERE r.part IS NOT NULL AND NOT e IN state.stopped
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
WITH x, state.steps AS steps, [e IN tail(state.stopped)
  WHERE coalesce(e.anchor, e.above_scale, false)] AS stopped_anchors
WHERE size(stopped_anchors) >= $at_least
// the proof: of all steps, last first, those that an anchor or a later step of it rests on
WITH x, size(steps) AS stops, stopped_anchors, reduce(
  proof = {rests_on: [a IN stopped_anchors | a.id], steps: []}, step IN reverse(steps) |
  CASE WHEN step[0].id IN proof.rests_on
    THEN {rests_on: proof.rests_on + step[2], steps: [step] + proof.steps} ELSE proof END
  ).steps AS steps
WITH x, stops, stopped_anchors, steps, COLLECT {
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
  size(stopped_anchors) AS anchors,
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
  [x] + [step IN steps | step[0]] AS enterprises,
  supplies
ORDER BY anchors DESC, stops DESC, supplier
