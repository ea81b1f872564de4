// Materials
/*
title: {en: Materials, zh: 物料查询}
about:
  en: "Finds materials by any part of their name in either language, by its pinyin or initials, or by
    the beginning of their id, and says how many known enterprises make and need each."
  zh: 按中英文名称的任意部分、拼音或拼音首字母、编号开头查找物料，并给出已知生产企业与需求企业的数量。
result: table
finds: material
parameters:
  text: {label: {en: Name or id, zh: 名称或编号}}
columns:
  material:
  name:
  name_en:
  unit:
  makers:
  needed_by:
example: {text: 铜}
limit: 100
*/
WITH [$text] + $spellings AS texts, replace(replace(toLower($text), ' ', ''), 'ü', 'v') AS sound
MATCH (m:Material)
WHERE any(text IN texts WHERE m.id STARTS WITH text
    OR toLower(m.name) CONTAINS toLower(text)
    OR toLower(m.name_en) CONTAINS toLower(text))
  OR sound =~ '[a-z0-9]{2,}' AND m.pinyin CONTAINS '|' + sound
WITH m,
  CASE
    WHEN any(text IN texts WHERE m.id = text) THEN 0
    WHEN any(text IN texts WHERE m.id STARTS WITH text OR toLower(m.name) STARTS WITH toLower(text)
      OR toLower(m.name_en) STARTS WITH toLower(text)) THEN 1
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
