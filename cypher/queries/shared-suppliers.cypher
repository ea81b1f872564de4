// Shared suppliers
/*
title: {en: Shared suppliers, zh: 共用供应商}
about:
  en: "Enterprises that supply several anchors directly, and with what. It needs names only; whether
    an anchor would stop without them is another question (shared single-source suppliers)."
  zh: 同时直接向多家龙头企业供货的企业及其供应的物料。只需名单即可查询；缺了它是否停产，请看“共用单一来源供应商”。
result: graph
group: single-source
order: 30
parameters:
  at_least: {type: integer, default: 2, minimum: 1, maximum: 1000, label: {en: Anchors at least, zh: 至少几家龙头}}
columns:
  supplier:
  name:
  anchors: {type: integer, label: {en: Anchors supplied, zh: 供给龙头数}}
  anchor_ids:
  materials: {type: array, items: {type: string}, links: material, label: {en: Materials, zh: 物料}}
  material_names: {type: array, items: {type: string}, label: {en: Materials (name), zh: 物料名称}}
bloom: Suppliers shared by $at_least anchors
example: {at_least: 2}
limit: 100
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today
CALL (today) {
  MATCH (s:Enterprise)
  WHERE s.anchors_supplied >= $at_least AND NOT coalesce(s.closed_on <= today, false)
  RETURN s ORDER BY s.anchors_supplied DESC, s.id LIMIT coalesce($most, 1000000000)
}
WITH today, collect(s) AS shared
// from the anchors, which have a few suppliers each: a supplier of many has thousands of customers
CALL () {
  MATCH (a:Enterprise)
  WHERE a.anchor = true OR a.anchor IS NULL AND a.above_scale = true
  RETURN collect(a) AS leading
}
UNWIND leading AS a
MATCH (a)<-[r:SUPPLIES]-(s)
WHERE s IN shared AND s <> a
  AND coalesce(r.until >= today, true) AND coalesce(r.since <= today, true)
// to be drawn each anchor is given once, with the first of its suppliers
WITH a, collect(r) AS found, min([-s.anchors_supplied, s.id])[1] AS first
UNWIND found AS r
WITH startNode(r) AS s, a, r, first
WITH s, s.anchors_supplied AS anchors, collect(r) AS found,
  collect(DISTINCT a.id) AS anchor_ids, collect(DISTINCT r.material) AS materials,
  collect(DISTINCT CASE WHEN s.id = first THEN a END) AS drawn
RETURN
  s.id AS supplier,
  s.name AS name,
  anchors,
  COLLECT { UNWIND anchor_ids AS id RETURN id ORDER BY id } AS anchor_ids,
  COLLECT { UNWIND materials AS id RETURN id ORDER BY id } AS materials,
  COLLECT {
    UNWIND materials AS id
    MATCH (m:Material {id: id})
    RETURN m.name ORDER BY id
  } AS material_names,
  s AS itself, drawn, found
ORDER BY anchors DESC, supplier
