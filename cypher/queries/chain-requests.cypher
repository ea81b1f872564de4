// Needs of the suppliers
/*
title: {en: Needs of the suppliers, zh: 配套企业未解决需求}
about:
  en: "The open needs of all that feed one enterprise, the nearest tier first, of one tier those that wait
    longest; its own are listed apart."
  zh: 一家企业的全部配套企业尚未解决的需求：最近的层级在前，同层等待最久的在前；该企业自身的需求另列。
result: table
group: today
order: 41
shown_on: enterprise
parameters:
  enterprise:
  kind: {type: string, enum: [material, labour, protection, funds, logistics, permit, energy, land, pass], default: null, words: request_kind, label: {en: Kind, zh: 类别}}
columns:
  request:
  kind: {type: string, words: request_kind, label: {en: Kind, zh: 类别}}
  state: {type: string, words: request_state, label: {en: State, zh: 状态}}
  tier:
  enterprise: {label: {en: Supplier, zh: 供应商}}
  name:
  material:
  material_name:
  raised_on:
  due_on:
  overdue_days: {type: integer, label: {en: Days past its day, zh: 已逾期天数}}
  level:
  team: {label: {en: Handled by, zh: 办理专班}}
  team_name: {label: {en: Handled by (name), zh: 办理专班名称}}
  contact:
  phone:
empty: {en: No supplier of it has an open need., zh: 配套企业没有未解决的需求。}
example: {enterprise: gongniu}
*/
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today
MATCH (root:Enterprise {id: $enterprise})
MATCH p = (root)<-[:SUPPLIES*1..]-(s:Enterprise)
WHERE all(r IN relationships(p)
  WHERE coalesce(r.until >= today, true) AND coalesce(r.since <= today, true))
WITH today, root, s, min(length(p)) AS tier
WHERE s <> root
MATCH (s)-[:RAISED]->(q:Request)
WHERE q.state IN ['open', 'matched'] AND ($kind IS NULL OR q.kind = $kind)
OPTIONAL MATCH (q)-[:FOR]->(m:Material)
OPTIONAL MATCH (t:ServiceTeam)-[:HANDLES]->(q)
RETURN
  q.id AS request,
  q.kind AS kind,
  q.state AS state,
  tier,
  s.id AS enterprise,
  s.name AS name,
  m.id AS material,
  m.name AS material_name,
  q.raised_on AS raised_on,
  q.due_on AS due_on,
  CASE WHEN q.due_on < today THEN duration.inDays(q.due_on, today).days END AS overdue_days,
  q.level AS level,
  t.id AS team,
  t.name AS team_name,
  s.contact AS contact,
  s.phone AS phone
ORDER BY tier, raised_on, request
