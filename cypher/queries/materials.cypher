// Materials
/*
title: {en: Materials, zh: 物料查询}
about:
  en: "Finds materials by any part of their name in either language or the beginning of their id,
    and says how many known enterprises make and need each."
  zh: 按中英文名称的任意部分或编号开头查找物料，并给出已知生产企业与需求企业的数量。
result: table
parameters:
  text: {type: string, default: "", label: {en: Name or id, zh: 名称或编号}}
columns:
  material: {type: string, label: {en: Material, zh: 物料}}
  name: {type: string, label: {en: Name, zh: 名称}}
  name_en: {type: string, label: {en: Name in English, zh: 英文名称}}
  unit: {type: string, label: {en: Unit, zh: 单位}}
  makers: {type: integer, label: {en: Known makers, zh: 已知生产企业数}}
  needed_by: {type: integer, label: {en: Enterprises that need it, zh: 需求企业数}}
example: {text: 铜}
limit: 100
*/
MATCH (m:Material)
WHERE m.id STARTS WITH $text
  OR toLower(m.name) CONTAINS toLower($text)
  OR toLower(m.name_en) CONTAINS toLower($text)
WITH m,
  CASE
    WHEN m.id = $text THEN 0
    WHEN m.id STARTS WITH $text OR toLower(m.name) STARTS WITH toLower($text)
      OR toLower(m.name_en) STARTS WITH toLower($text) THEN 1
    ELSE 2
  END AS fit
RETURN
  m.id AS material,
  m.name AS name,
  m.name_en AS name_en,
  m.unit AS unit,
  COUNT { (:Enterprise)-[:MAKES]->(m) } AS makers,
  COUNT { (:Enterprise)-[:NEEDS]->(m) } AS needed_by
ORDER BY fit, size(m.name), m.name, m.id
