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
*/
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today
// UNWIND of an empty list: a branch that is not asked for reads nothing.
CALL () {
  UNWIND CASE WHEN $enterprise IS NULL AND $team IS NULL THEN [1] ELSE [] END AS whole
  MATCH (e:Enterprise)-[:RAISED]->(q:Request)
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
OPTIONAL MATCH (q)-[:FOR]->(m:Material)
OPTIONAL MATCH (t:ServiceTeam)-[:HANDLES]->(q)
OPTIONAL MATCH (s:Enterprise)-[:MEETS]->(q)
OPTIONAL MATCH (s)-[made:MAKES]->(m)
OPTIONAL MATCH (e)-[need:NEEDS]->(m)
// no more rows than are shown: the makers of each are looked through
WITH * ORDER BY q.state DESC, q.raised_on, q.id LIMIT coalesce($most, 1000000000)
WITH *, COLLECT {
    MATCH (m)<-[:MAKES]-(x:Enterprise)
    WHERE q.state = 'open' AND x <> e AND coalesce(x.closed_on > today, true)
      AND x.ready_days IS NOT NULL AND NOT EXISTS {
        MATCH (x)-[r:SUPPLIES {material: m.id}]->(e)
        WHERE coalesce(r.until >= today, true) AND coalesce(r.since <= today, true)
      }
    CALL (x, e, m, today) {
      MATCH (x)-[r:SUPPLIES {material: m.id}]->(other)
      WHERE r.lead_days IS NOT NULL AND other <> x
        AND coalesce(r.until >= today, true) AND coalesce(r.since <= today, true)
      WITH other, min(r.lead_days) AS lead
      RETURN percentileCont(lead, 0.5) AS own
    }
    CALL (e, m, today) {
      MATCH (e)<-[r:SUPPLIES {material: m.id}]-(s)
      WHERE s <> e AND coalesce(r.until >= today, true) AND coalesce(r.since <= today, true)
      RETURN min(r.lead_days) AS present
    }
    WITH x, x.ready_days
      + CASE WHEN e.runs AND x.runs THEN 0 ELSE coalesce(own, present, 1.0) END AS days
    RETURN [x, round(days, 2)] ORDER BY days, x.id LIMIT 1
  } AS first
WITH *, first[0][0] AS best, first[0][1] AS best_days
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
