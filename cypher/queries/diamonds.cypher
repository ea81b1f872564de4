// Hidden diamonds
/*
title: {en: Hidden diamonds, zh: 隐性交汇}
about:
  en: "Needs with two or more suppliers that all the same hang on one enterprise behind them: if that
    one stops, enough of the suppliers stop too. Looked for in everything that feeds one enterprise,
    itself included. Every enterprise there that alone breaks somebody's need is followed."
  zh: 表面上有两家以上供应商、实际上都系于其背后同一家企业的用料：该企业一停，足以断供的供应商随之停产。范围为该企业及其全部配套企业；其中凡单独停产即造成断供的企业均逐一推演。
result: table
parameters:
  enterprise: {type: string, suggest: enterprises, label: {en: Enterprise (its tree), zh: 企业（及其配套企业）}}
columns:
  enterprise: {type: string, label: {en: Enterprise, zh: 企业}}
  name: {type: string, label: {en: Name, zh: 名称}}
  material: {type: string, label: {en: Material, zh: 物料}}
  suppliers: {type: array, items: {type: string}, label: {en: Its suppliers, zh: 供应商}}
  hidden: {type: string, label: {en: Behind them, zh: 背后企业}}
  hidden_name: {type: string, label: {en: Behind them (name), zh: 背后企业名称}}
  material_name: {type: string, label: {en: Material (name), zh: 物料名称}}
  stopped: {type: array, items: {type: string}, label: {en: Suppliers that stop with it, zh: 随之停产的供应商}}
  confirmed: {type: boolean, label: {en: List confirmed, zh: 名单已确认}}
example: {enterprise: gongniu}
limit: 1000
timeout: 30
*/
MATCH (root:Enterprise {id: $enterprise})
WITH root, COLLECT {
  MATCH p = (root)<-[:SUPPLIES*0..]-(e:Enterprise)
  WHERE all(r IN relationships(p) WHERE r.part IS NOT NULL)
  RETURN DISTINCT e
} AS tree
UNWIND tree AS x
WITH tree, x
WHERE EXISTS { (x)-[r:SUPPLIES]->() WHERE r.part >= r.breaks }
// stops({x}) as in shared-single-source; a large tree is not worth looking through at every step
WITH tree, x, reduce(state = {stopped: [x], last: [x]}, round IN range(1, size(tree)) |
  CASE state.last WHEN [] THEN state ELSE head([more IN [COLLECT {
    UNWIND state.last AS s
    MATCH (s)-[r:SUPPLIES]->(buyer:Enterprise)
    WHERE (r.part >= r.breaks OR r.part > 0 AND size(state.stopped) > 1)
      AND NOT buyer IN state.stopped AND (size(tree) > 2000 OR buyer IN tree)
      AND (r.part >= r.breaks OR r.breaks <= reduce(lost = 0, part IN COLLECT {
          UNWIND state.stopped AS other
          MATCH (other)-[q:SUPPLIES {material: r.material}]->(buyer)
          WHERE q.part IS NOT NULL
          RETURN q.part
        } | lost + part))
    RETURN DISTINCT buyer
  }] | {stopped: state.stopped + more, last: more}]) END).stopped AS stopped
WHERE size(stopped) > 2
UNWIND tail(stopped) AS e
WITH tree, x, stopped, e
WHERE e IN tree
CALL (x, stopped, e) {
  MATCH (s)-[r:SUPPLIES]->(e)
  WHERE r.part IS NOT NULL
  WITH x, stopped, e, r.material AS material, r.breaks AS breaks, s, r.part AS part ORDER BY s.id
  WITH x, material, breaks, collect(s) AS suppliers, collect(s.id) AS ids,
    collect(CASE WHEN s IN stopped THEN s.id END) AS gone,
    sum(CASE WHEN s IN stopped THEN part ELSE 0 END) AS parts
  WHERE size(suppliers) > 1 AND parts >= breaks AND NOT x IN suppliers
  RETURN material, ids, gone
}
MATCH (m:Material {id: material})
OPTIONAL MATCH (e)-[n:NEEDS]->(m)
RETURN
  e.id AS enterprise,
  e.name AS name,
  material,
  ids AS suppliers,
  x.id AS hidden,
  x.name AS hidden_name,
  m.name AS material_name,
  gone AS stopped,
  coalesce(n.suppliers_complete, false) AS confirmed
ORDER BY enterprise, material, hidden
