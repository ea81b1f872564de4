// Requests
/*
title: {en: Requests, zh: 需求查询}
about:
  en: "Finds requests by the beginning of their number, or by any part of the name of the enterprise
    that raised them or of the material wanted; those not ended come first."
  zh: 按需求编号开头、提出企业名称或所需物料名称的任意部分查找需求；未办结的在前。
result: table
finds: request
parameters:
  text: {label: {en: 'Number, enterprise or material', zh: 编号、企业或物料}}
  state: {type: string, enum: [open, matched, met, withdrawn], default: null, words: request_state, label: {en: State, zh: 状态}}
columns:
  request:
  name: {label: {en: What for whom, zh: 需求}}
  name_en: {optional: true}
  kind: {type: string, words: request_kind, label: {en: Kind, zh: 类别}}
  state: {type: string, words: request_state, label: {en: State, zh: 状态}}
  enterprise:
  material:
  raised_on:
  due_on:
  team:
  enterprise_name:
  material_name:
  team_name:
example: {text: 铜}
limit: 100
*/
WITH [$text] + $spellings AS texts
MATCH (e:Enterprise)-[:RAISED]->(q:Request)
WHERE $state IS NULL OR q.state = $state
OPTIONAL MATCH (q)-[:FOR]->(m:Material)
WITH texts, e, q, m
WHERE any(text IN texts WHERE q.id STARTS WITH text
    OR e.id = text
    OR toLower(e.name) CONTAINS toLower(text)
    OR toLower(e.name_en) CONTAINS toLower(text)
    OR toLower(m.name) CONTAINS toLower(text)
    OR toLower(m.name_en) CONTAINS toLower(text))
WITH e, q, m, CASE WHEN any(text IN texts WHERE q.id = text) THEN 0 ELSE 1 END AS fit
OPTIONAL MATCH (t:ServiceTeam)-[:HANDLES]->(q)
RETURN
  q.id AS request,
  coalesce(m.name + ' · ', '') + e.name AS name,
  coalesce(coalesce(m.name_en, m.name) + ' · ', '') + coalesce(e.name_en, e.name) AS name_en,
  q.kind AS kind,
  q.state AS state,
  e.id AS enterprise,
  m.id AS material,
  q.raised_on AS raised_on,
  q.due_on AS due_on,
  t.id AS team,
  e.name AS enterprise_name,
  m.name AS material_name,
  t.name AS team_name
ORDER BY fit, q.state IN ['met', 'withdrawn'], raised_on DESC, size(request), request
