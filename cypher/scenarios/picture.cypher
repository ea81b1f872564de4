// Who supplies whom
/*
title: {en: Who supplies whom, zh: 供货关系}
about:
  en: Some enterprises and the supplies in force between them, to be drawn.
  zh: 若干企业及其间现行的供货关系，供绘图。
result: graph
columns:
  enterprise:
  material:
  material_name:
derives: scenario
example: {}
*/
MATCH (graph:Graph {id: 'graph'})
UNWIND $found AS id
MATCH (e:Enterprise {id: id})
OPTIONAL MATCH (e)-[r:SUPPLIES]->(buyer:Enterprise)
WHERE buyer.id IN $found
  AND coalesce(r.since <= graph.as_of, true) AND coalesce(r.until >= graph.as_of, true)
OPTIONAL MATCH (m:Material {id: r.material})
RETURN e.id AS enterprise, m.id AS material, m.name AS material_name, e, r
