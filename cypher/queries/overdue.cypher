// Overdue enterprises
/*
title: {en: Overdue enterprises, zh: 逾期未复产企业}
about:
  en: "Enterprises whose expected day has passed and that do not run, with whom to call; those that
    hold up most others come first. Held counts every enterprise whose waiting leads to it."
  zh: 预计日期已过仍未正常生产的企业及联系方式，卡住其他企业最多的在前。“被卡企业数”是逐级等待最终等到它的企业数。
result: table
group: today
order: 30
shown_on: {team: {}}
offers: {record-expected: {enterprise: enterprise}, record-step: {enterprise: enterprise}}
parameters:
  team: {default: null, label: {en: Service team, zh: 服务专班}}
  district:
  town:
  industry:
columns:
  enterprise:
  name:
  expected_on:
  days_late: {type: integer, label: {en: Days late, zh: 逾期天数}}
  held:
  team:
  contact:
  phone:
  team_name:
  resumed_on:
  output_rate:
  ready_days: {type: number}
  firm:
  stuck:
example: {}
*/
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today
CALL (today) {
  UNWIND CASE WHEN $team IS NULL THEN [1] ELSE [] END AS every
  MATCH (e:Enterprise)
  WHERE e.runs = false AND e.expected_on < today AND NOT coalesce(e.closed_on <= today, false)
    AND ($district IS NULL OR e.district STARTS WITH $district)
    AND ($town IS NULL OR e.town = $town)
    AND ($industry IS NULL OR e.industry STARTS WITH $industry)
  CALL (e) {
    OPTIONAL MATCH (t:ServiceTeam)-[:SERVES]->(e)
    RETURN t ORDER BY t.id LIMIT 1
  }
  RETURN e, t
  UNION ALL
  MATCH (t:ServiceTeam {id: $team})-[:SERVES]->(e:Enterprise)
  WHERE e.runs = false AND e.expected_on < today AND NOT coalesce(e.closed_on <= today, false)
    AND ($district IS NULL OR e.district STARTS WITH $district)
    AND ($town IS NULL OR e.town = $town)
    AND ($industry IS NULL OR e.industry STARTS WITH $industry)
  RETURN DISTINCT e, t
}
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
