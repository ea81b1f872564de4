// One material
/*
title: {en: One material, zh: 物料详情}
about:
  en: "One material: who is known to make it, who needs it, and who of the makers runs; drawn with
    its makers and users (at most 500 of each)."
  zh: 一种物料：已知谁生产、谁需要、生产企业中有多少在产；图中是其生产企业与需求企业（每类至多 500）。
result: graph
parameters:
  material:
columns:
  material:
  name:
  name_en:
  unit:
  makers:
  makers_in_flow: {type: integer, label: {en: Makers in flow, zh: 正常供货的生产企业数}}
  needed_by:
  waiting:
  open_requests:
bloom: Material $material
example: {material: copper}
*/
MATCH (m:Material {id: $material})
RETURN
  m.id AS material,
  m.name AS name,
  m.name_en AS name_en,
  m.unit AS unit,
  COUNT { (:Enterprise)-[:MAKES]->(m) } AS makers,
  COUNT { (e:Enterprise)-[:MAKES]->(m) WHERE e.in_flow } AS makers_in_flow,
  COUNT { (:Enterprise)-[:NEEDS]->(m) } AS needed_by,
  COUNT {
    MATCH (m)<-[:NEEDS]-(e:Enterprise)-[wait:WAITS_FOR]->(:Enterprise)
    WHERE wait.material = $material
  } AS waiting,
  COUNT { (q:Request)-[:FOR]->(m) WHERE q.state IN ['open', 'matched'] } AS open_requests,
  m AS itself,
  COLLECT {
    MATCH made = (e:Enterprise)-[:MAKES]->(m)
    RETURN made ORDER BY e.id LIMIT 500
  } AS made,
  COLLECT {
    MATCH needed = (e:Enterprise)-[:NEEDS]->(m)
    RETURN needed ORDER BY e.id LIMIT 500
  } AS needed
