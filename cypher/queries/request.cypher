// One request
/*
title: {en: One request, zh: 需求详情}
about:
  en: "One line of a needs list: who wants what by when, who handles it and at which level, who
    delivers, what gain was promised and what came; drawn with all of them."
  zh: 需求清单中的一项：谁要什么、何时要、由谁在哪一级办理、谁供给、预计与实际提前几天，并绘成图。
result: graph
parameters:
  request:
columns:
  request:
  name: {label: {en: What for whom, zh: 需求}}
  kind: {type: string, words: request_kind, label: {en: Kind, zh: 类别}}
  state: {type: string, words: request_state, label: {en: State, zh: 状态}}
  enterprise: {label: {en: Raised by, zh: 提出企业}}
  enterprise_name:
  ready_days: {label: {en: Days until that enterprise is ready, zh: 提出企业可复工天数}}
  runs: {label: {en: That enterprise runs, zh: 提出企业正常生产}}
  firm: {label: {en: That is firm, zh: 上述结论已核实}}
  material:
  material_name:
  quantity: {type: number, label: {en: Quantity, zh: 数量}}
  unit:
  daily_quantity:
  raised_on:
  raised_by: {whose: [enterprise, team], type: string, personal: true, label: {en: Raised by (person), zh: 提出人}}
  due_on:
  overdue_days: {type: integer, label: {en: Days past its day, zh: 已逾期天数}}
  level:
  team: {label: {en: Handled by, zh: 办理专班}}
  team_name: {label: {en: Handled by (name), zh: 办理专班名称}}
  escalated_to: {type: string, links: team, label: {en: Escalated to, zh: 上报至专班}}
  escalated_to_name: {type: string, label: {en: Escalated to (name), zh: 上报至专班名称}}
  met_by: {label: {en: Who delivers, zh: 供给企业}}
  met_by_name: {label: {en: Who delivers (name), zh: 供给企业名称}}
  daily_capacity: {label: {en: What it can make a day, zh: 供给企业日产能}}
  brokered_by:
  brokered_by_name: {type: string, label: {en: Brokered by (name), zh: 牵线企业名称}}
  promised_lead_days:
  promised_gain_days:
  met_on:
  met_gain_days:
  satisfaction:
  note: {whose: [enterprise, team]}
  contact:
  phone:
bloom: Request $request
example: {request: request-01}
*/
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today
MATCH (e:Enterprise)-[raised:RAISED]->(q:Request {id: $request})
OPTIONAL MATCH (q)-[for:FOR]->(m:Material)
OPTIONAL MATCH (e)-[need:NEEDS]->(m)
OPTIONAL MATCH (t:ServiceTeam)-[handles:HANDLES]->(q)
OPTIONAL MATCH (q)-[up:ESCALATED_TO]->(higher:ServiceTeam)
OPTIONAL MATCH (s:Enterprise)-[meets:MEETS]->(q)
OPTIONAL MATCH (s)-[made:MAKES]->(m)
OPTIONAL MATCH (broker:Enterprise)-[brokered:BROKERED]->(q)
RETURN
  q.id AS request,
  coalesce(m.name + ' · ', '') + e.name AS name,
  q.kind AS kind,
  q.state AS state,
  e.id AS enterprise,
  e.name AS enterprise_name,
  e.ready_days AS ready_days,
  e.runs AS runs,
  e.firm AS firm,
  m.id AS material,
  m.name AS material_name,
  q.quantity AS quantity,
  m.unit AS unit,
  need.daily_quantity AS daily_quantity,
  q.raised_on AS raised_on,
  q.raised_by AS raised_by,
  q.due_on AS due_on,
  CASE WHEN q.state IN ['open', 'matched'] AND q.due_on < today
    THEN duration.inDays(q.due_on, today).days END AS overdue_days,
  q.level AS level,
  t.id AS team,
  t.name AS team_name,
  higher.id AS escalated_to,
  higher.name AS escalated_to_name,
  s.id AS met_by,
  s.name AS met_by_name,
  made.daily_capacity AS daily_capacity,
  broker.id AS brokered_by,
  broker.name AS brokered_by_name,
  q.promised_lead_days AS promised_lead_days,
  q.promised_gain_days AS promised_gain_days,
  q.met_on AS met_on,
  q.met_gain_days AS met_gain_days,
  q.satisfaction AS satisfaction,
  q.note AS note,
  e.contact AS contact,
  e.phone AS phone,
  q AS itself,
  e AS raiser,
  raised,
  m AS wanted,
  for,
  need,
  t AS handling,
  handles,
  higher,
  up,
  s AS delivering,
  meets,
  made,
  broker AS between,
  brokered
