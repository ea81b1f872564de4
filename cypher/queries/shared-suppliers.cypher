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
  materials: {type: array, items: {type: string}, label: {en: Materials, zh: 物料}}
  material_names: {type: array, items: {type: string}, label: {en: Materials (name), zh: 物料名称}}
bloom: Suppliers shared by $at_least anchors
example: {at_least: 2}
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today
CALL (today) {
  MATCH (s:Enterprise)
  WHERE s.anchors_supplied >= $at_least AND NOT coalesce(s.closed_on <= today, false)
  RETURN s ORDER BY s.anchors_supplied DESC, s.id LIMIT coalesce($most, 1000000000)
}
CALL (today, s) {
  MATCH (s)-[r:SUPPLIES]->(a)
  WHERE a <> s AND (a.anchor = true OR a.anchor IS NULL AND a.above_scale = true)
    AND coalesce(r.until >= today, true) AND coalesce(r.since <= today, true)
  WITH a, r ORDER BY a.id, r.material
  RETURN collect(DISTINCT a) AS supplied, collect(DISTINCT r.material) AS materials,
    collect(r) AS supplies
}
WITH s, s.anchors_supplied AS anchors, supplied, materials, supplies
RETURN
  s.id AS supplier,
  s.name AS name,
  anchors,
  [a IN supplied | a.id] AS anchor_ids,
  COLLECT { UNWIND materials AS id RETURN id ORDER BY id } AS materials,
  COLLECT {
    UNWIND materials AS id
    MATCH (m:Material {id: id})
    RETURN m.name ORDER BY id
  } AS material_names,
  s AS itself, supplied, supplies
ORDER BY anchors DESC, supplier
