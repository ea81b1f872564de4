// Open requests
/*
title: {en: Open requests, zh: 未解决需求}
about:
  en: "The needs lists: every request that is neither met nor withdrawn, open before matched, those
    that wait longest first, with who handles it at which level, who is to deliver and whom to call.
    Beside an open need for a material stands the known maker that does not supply it yet and could be the
    first to: when it is ready, and its lead days; the page of the request tries them all."
  zh: 需求清单：尚未解决也未撤回的每一项诉求，待办的在已对接的之前，等待最久的在前，并列出办理专班与层级、拟供给企业和联系方式。待办的物料需求旁列出最早能供到的已知生产企业（其可供日加交货天数）；需求页面逐家推演。
result: table
group: today
order: 40
shown_on: {team: {}, enterprise: {}}
parameters:
  enterprise: {default: null}
  team: {default: null}
  kind: {type: string, enum: [material, labour, protection, funds, logistics, permit, energy, land, pass], default: null, words: request_kind, label: {en: Kind, zh: 类别}}
  level: {description: 该级需要解决的 / what this level has to decide}
  overdue: {type: boolean, default: null, label: {en: Past its day, zh: 已逾期}}
  district:
  town:
  industry:
columns:
  request:
  kind: {type: string, enum: [material, labour, protection, funds, logistics, permit, energy, land, pass], words: request_kind, label: {en: Kind, zh: 类别}}
  state: {type: string, enum: [open, matched], words: request_state, label: {en: State, zh: 状态}}
  enterprise:
  name:
  material:
  material_name:
  quantity: {type: number, label: {en: Quantity, zh: 数量}}
  unit:
  raised_on:
  open_days: {type: integer, label: {en: Days open, zh: 已等天数}}
  due_on:
  overdue_days: {type: integer, label: {en: Days past its day, zh: 已逾期天数}}
  level:
  team: {label: {en: Handled by, zh: 办理专班}}
  team_name: {label: {en: Handled by (name), zh: 办理专班名称}}
  met_by: {label: {en: Who is to deliver, zh: 拟供给企业}}
  met_by_name: {label: {en: Who is to deliver (name), zh: 拟供给企业名称}}
  promised_gain_days:
  daily_capacity: {label: {en: What it can make a day, zh: 拟供给企业日产能}}
  daily_quantity:
  best_supplier: {type: string, links: enterprise, label: {en: Could be the first to deliver, zh: 最早可供企业}}
  best_supplier_name: {type: string, label: {en: Could be the first to deliver (name), zh: 最早可供企业名称}}
  best_days: {type: number, label: {en: In how many days, zh: 几天后可到}}
  note: {whose: [enterprise, team]}
  contact:
  phone:
offers: {match-request: {request: request, supplier: best_supplier}}
example: {kind: material}
limit: 1000
*/
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today
// UNWIND of an empty list: a branch that is not asked for reads nothing.
CALL () {
  UNWIND CASE WHEN $enterprise IS NULL AND $team IS NULL THEN [1] ELSE [] END AS whole
  MATCH (e:Enterprise)-[:RAISED]->(q:Request)
  WHERE q.state IN ['open', 'matched']
  RETURN e, q
  UNION ALL
  MATCH (e:Enterprise {id: $enterprise})-[:RAISED]->(q:Request)
  WHERE $team IS NULL OR EXISTS { (:ServiceTeam {id: $team})-[:HANDLES]->(q) }
  RETURN e, q
  UNION ALL
  UNWIND CASE WHEN $enterprise IS NULL THEN [1] ELSE [] END AS whole
  MATCH (:ServiceTeam {id: $team})-[:HANDLES]->(q:Request)<-[:RAISED]-(e:Enterprise)
  RETURN e, q
}
WITH today, e, q
WHERE q.state IN ['open', 'matched'] AND ($kind IS NULL OR q.kind = $kind)
  AND ($level IS NULL OR coalesce(q.level, 'town') = $level)
  AND ($overdue IS NULL OR coalesce(q.due_on < today, false) = $overdue)
  AND ($district IS NULL OR e.district STARTS WITH $district)
  AND ($town IS NULL OR e.town = $town)
  AND ($industry IS NULL OR e.industry STARTS WITH $industry)
// no more than are shown: much is looked up of each
WITH today, e, q ORDER BY q.state DESC, q.raised_on, q.id LIMIT coalesce($most, 1000000000)
OPTIONAL MATCH (q)-[:FOR]->(m:Material)
OPTIONAL MATCH (t:ServiceTeam)-[:HANDLES]->(q)
OPTIONAL MATCH (s:Enterprise)-[:MEETS]->(q)
OPTIONAL MATCH (s)-[made:MAKES]->(m)
OPTIONAL MATCH (e)-[need:NEEDS]->(m)
// the makers of each material are looked through once
WITH today, m, collect([e, q, t, s, made, need]) AS rows
CALL (today, m, rows) {
  WITH today, m, [row IN rows WHERE row[1].state = 'open' | coalesce(row[0].runs, false)] AS waiting
  UNWIND CASE WHEN waiting = [] THEN [] ELSE [m] END AS wanted
  MATCH (wanted)<-[:MAKES]-(x:Enterprise)
  WHERE coalesce(x.closed_on > today, true) AND x.ready_days IS NOT NULL
  // its lead does not count between two that run
  CALL (x, wanted, today, waiting) {
    WITH * WHERE NOT coalesce(x.runs, false) OR NOT all(runs IN waiting WHERE runs)
    MATCH (x)-[r:SUPPLIES {material: wanted.id}]->(other)
    WHERE r.lead_days IS NOT NULL AND other <> x
      AND coalesce(r.until >= today, true) AND coalesce(r.since <= today, true)
    WITH other, min(r.lead_days) AS lead
    RETURN percentileCont(lead, 0.5) AS own
  }
  WITH x, own ORDER BY x.id
  RETURN collect([x, x.ready_days, x.runs, own]) AS makers
}
UNWIND rows AS row
WITH today, m, makers, row[0] AS e, row[1] AS q, row[2] AS t, row[3] AS s, row[4] AS made,
  row[5] AS need
CALL (today, m, e) {
  MATCH (e)<-[r:SUPPLIES {material: m.id}]-(x)
  WHERE coalesce(r.until >= today, true) AND coalesce(r.since <= today, true)
  RETURN collect(x) AS present, min(CASE WHEN x <> e THEN r.lead_days END) AS present_lead
}
// of several alike the one with the smallest id
WITH *, reduce(first = null, maker IN CASE WHEN q.state = 'open' THEN makers ELSE [] END |
  CASE WHEN maker[0] = e OR maker[0] IN present THEN first ELSE
    head([days IN [maker[1] + CASE WHEN e.runs AND maker[2] THEN 0
        ELSE coalesce(maker[3], present_lead, 1.0) END] |
      CASE WHEN first IS NULL OR days < first[1] THEN [maker[0], days] ELSE first END]) END) AS first
WITH *, first[0] AS best, round(first[1], 2) AS best_days
RETURN
  q.id AS request,
  q.kind AS kind,
  q.state AS state,
  e.id AS enterprise,
  e.name AS name,
  m.id AS material,
  m.name AS material_name,
  q.quantity AS quantity,
  m.unit AS unit,
  q.raised_on AS raised_on,
  duration.inDays(q.raised_on, today).days AS open_days,
  q.due_on AS due_on,
  CASE WHEN q.due_on < today THEN duration.inDays(q.due_on, today).days END AS overdue_days,
  q.level AS level,
  t.id AS team,
  t.name AS team_name,
  s.id AS met_by,
  s.name AS met_by_name,
  q.promised_gain_days AS promised_gain_days,
  made.daily_capacity AS daily_capacity,
  need.daily_quantity AS daily_quantity,
  best.id AS best_supplier,
  best.name AS best_supplier_name,
  best_days,
  q.note AS note,
  e.contact AS contact,
  e.phone AS phone
ORDER BY state DESC, raised_on, request
