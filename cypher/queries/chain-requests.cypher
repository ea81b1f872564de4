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
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today
MATCH (root:Enterprise {id: $enterprise})
CALL (root) {
  MATCH (q:Request)
  WHERE q.state IN ['open', 'matched'] AND ($kind IS NULL OR q.kind = $kind)
  RETURN collect(q) AS unsolved
}
// The way from each who needs something; where these are many the tree, tier by tier, until it holds
// as many needs as are shown
CALL (today, root, unsolved) {
  UNWIND CASE WHEN size(unsolved) <= 1000 THEN unsolved ELSE [] END AS q
  MATCH (s:Enterprise)-[:RAISED]->(q)
  WHERE s <> root
  MATCH p = shortestPath((s)-[:SUPPLIES*1..]->(root))
  WHERE all(r IN relationships(p)
    WHERE coalesce(r.until >= today, true) AND coalesce(r.since <= today, true))
  RETURN s, q, length(p) AS tier
  UNION ALL
  WITH * WHERE size(unsolved) > 1000
  WITH root, reduce(
    state = {tiers: [[root]], seen: [root], needs: 0}, tier IN range(1, 1000) |
    CASE WHEN last(state.tiers) = [] OR state.needs >= $most THEN state
    ELSE head([more IN [COLLECT {
        UNWIND last(state.tiers) AS b
        MATCH (s:Enterprise)-[r:SUPPLIES]->(b)
        WHERE coalesce(r.until >= today, true) AND coalesce(r.since <= today, true)
          AND NOT s IN state.seen
        RETURN DISTINCT s
      }] | {tiers: state.tiers + [more], seen: state.seen + more, needs: state.needs + size(COLLECT {
        UNWIND more AS s
        MATCH (s)-[:RAISED]->(q:Request)
        WHERE q.state IN ['open', 'matched'] AND ($kind IS NULL OR q.kind = $kind)
        RETURN q
      })}]) END).tiers AS tiers
  UNWIND range(1, size(tiers) - 1) AS tier
  UNWIND tiers[tier] AS s
  MATCH (s)-[:RAISED]->(q:Request)
  WHERE s <> root AND q.state IN ['open', 'matched'] AND ($kind IS NULL OR q.kind = $kind)
  RETURN s, q, tier
}
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
