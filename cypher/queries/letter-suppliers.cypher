// Suppliers that a letter is about
/*
title: {en: Suppliers that a letter is about, zh: 协调函所涉企业名单}
about:
  en: "The suppliers that a letter to another place is about, as they stand today: those that do not run
    first, of them those that hold up most enterprises above designated size."
  zh: 协调函所涉的配套企业及其今日状况：未正常生产的在前，其中卡住规上企业最多的最先。
result: table
group: more
shown_on: letter
parameters:
  letter:
columns:
  enterprise:
  name:
  district:
  town:
  material: {label: {en: Delivers, zh: 供应物料}}
  material_name: {label: {en: Delivers (name), zh: 供应物料名称}}
  runs:
  resumed_on:
  expected_on:
  output_rate:
  held_above_scale:
  contact:
  phone:
offers: {record-step: {enterprise: enterprise}, record-output: {enterprise: enterprise}}
example: {letter: letter-01}
*/
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today
MATCH (letter:Letter {id: $letter})-[:ON_BEHALF_OF]->(root:Enterprise)
WITH today, letter, root
MATCH (letter)-[:ABOUT]->(s:Enterprise)
// what it delivers on its shortest way to the one on whose behalf the letter is
CALL (today, root, s) {
  WITH * WHERE s <> root
  OPTIONAL MATCH p = shortestPath((s)-[:SUPPLIES*1..]->(root))
  WHERE all(r IN relationships(p) WHERE coalesce(r.until >= today, true)
    AND coalesce(r.since <= today, true))
  OPTIONAL MATCH (m:Material {id: head(relationships(p)).material})
  RETURN m
  UNION ALL
  WITH * WHERE s = root
  RETURN null AS m
}
CALL (s) {
  MATCH (s)<-[:WAITS_FOR*1..]-(y:Enterprise)
  WHERE y <> s AND y.above_scale
  RETURN count(DISTINCT y) AS held_above_scale
}
RETURN
  s.id AS enterprise,
  s.name AS name,
  s.district AS district,
  s.town AS town,
  m.id AS material,
  m.name AS material_name,
  s.runs AS runs,
  s.resumed_on AS resumed_on,
  s.expected_on AS expected_on,
  s.output_rate AS output_rate,
  held_above_scale,
  s.contact AS contact,
  s.phone AS phone
ORDER BY runs, held_above_scale DESC, enterprise
