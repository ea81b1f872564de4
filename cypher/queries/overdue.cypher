// Overdue enterprises
/*
title: {en: Overdue enterprises, zh: 逾期未复产企业}
about:
  en: "Enterprises whose expected day has passed and that do not run, with whom to call; those that
    hold up most others come first. Held counts every enterprise whose waiting leads to it."
  zh: 预计日期已过仍未正常生产的企业及联系方式，卡住其他企业最多的在前。“被卡企业数”是逐级等待最终等到它的企业数。
result: table
parameters:
  team: {type: string, default: null, suggest: teams, label: {en: Service team, zh: 服务专班}}
columns:
  enterprise: {type: string, label: {en: Enterprise, zh: 企业}}
  name: {type: string, label: {en: Name, zh: 名称}}
  expected_on: {type: string, format: date, label: {en: Expected on, zh: 预计复工日期}}
  days_late: {type: integer, label: {en: Days late, zh: 逾期天数}}
  held: {type: integer, label: {en: Enterprises held up, zh: 被卡企业数}}
  team: {type: string, label: {en: Team, zh: 专班}}
  contact: {type: string, label: {en: Contact, zh: 联系人}}
  phone: {type: string, label: {en: Telephone, zh: 电话}}
  team_name: {type: string, label: {en: Team (name), zh: 专班名称}}
  resumed_on: {type: string, format: date, label: {en: Resumed on, zh: 复工日期}}
  output_rate: {type: number, label: {en: Output rate, zh: 复产率}}
  ready_days: {type: number, label: {en: Days until ready, zh: 可复工天数}}
  firm: {type: boolean, label: {en: Firm, zh: 已核实}}
  stuck: {type: string, enum: [closed, circular, late], label: {en: Stuck, zh: 无法复工原因}}
example: {}
*/
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today
MATCH (e:Enterprise)
WHERE e.expected_on < today AND NOT e.runs AND NOT coalesce(e.closed_on <= today, false)
CALL (e) {
  OPTIONAL MATCH (t:ServiceTeam)-[:SERVES]->(e)
  WHERE $team IS NULL OR t.id = $team
  RETURN t ORDER BY t.id LIMIT 1
}
WITH today, e, t
WHERE $team IS NULL OR t IS NOT NULL
CALL (e) {
  MATCH (e)<-[:WAITS_FOR*1..]-(y:Enterprise)
  WHERE y <> e
  RETURN count(DISTINCT y) AS held
}
RETURN
  e.id AS enterprise,
  e.name AS name,
  e.expected_on AS expected_on,
  duration.inDays(e.expected_on, today).days AS days_late,
  held,
  t.id AS team,
  e.contact AS contact,
  e.phone AS phone,
  t.name AS team_name,
  e.resumed_on AS resumed_on,
  e.output_rate AS output_rate,
  e.ready_days AS ready_days,
  e.firm AS firm,
  e.stuck AS stuck
ORDER BY held DESC, days_late DESC, enterprise
