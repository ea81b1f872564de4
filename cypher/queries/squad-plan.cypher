// Day plan of the labour squads
/*
title: {en: Day plan of the labour squads, zh: 小分队每日计划}
about:
  en: "Who is expected when, in which batch and vehicle, by which squad: a line for each squad, day,
    batch, vehicle and enterprise, the nearest day first; those without a day come last."
  zh: 每支小分队哪天接回谁：按小分队、日期、批次、车次与企业逐行列出，日期近的在前，未定日期的在后。
result: table
group: progress
order: 34
shown_on: team
parameters:
  team: {default: null, label: {en: Labour squad, zh: 用工保障小分队}}
  day: {type: string, format: date, default: null, label: {en: Day, zh: 日期}}
columns:
  day: {type: string, format: date, label: {en: Day, zh: 日期}}
  team: {label: {en: Labour squad, zh: 小分队}}
  team_name: {label: {en: Labour squad (name), zh: 小分队名称}}
  destination:
  batch:
  vehicle:
  place:
  homes: {type: array, items: {type: string}, label: {en: From, zh: 籍贯}}
  enterprise:
  name: {label: {en: Enterprise (name), zh: 企业名称}}
  workers: {sum: true, label: {en: Workers, zh: 人数}}
  worker_ids: {type: array, items: {type: string}, label: {en: Workers (numbers), zh: 员工编号}}
  leader: {whose: team}
  phone: {whose: team}
example: {}
*/
// UNWIND of an empty list: a branch that is not asked for reads nothing.
CALL () {
  UNWIND CASE WHEN $team IS NULL THEN [1] ELSE [] END AS whole
  MATCH (t:ServiceTeam {kind: 'labour_squad'})
  RETURN t
  UNION ALL
  MATCH (t:ServiceTeam {id: $team})
  RETURN t
}
MATCH (t)-[:ESCORTS]->(w:Worker)-[:WORKS_AT]->(e:Enterprise)
WHERE coalesce(w.state, '') <> 'on_post' AND ($day IS NULL OR w.expected_on = $day)
WITH t, e, w ORDER BY w.id
WITH t, e, w.expected_on AS day, w.batch AS batch, w.vehicle AS vehicle, w.place AS place,
  collect(DISTINCT w.home) AS homes, collect(w.id) AS worker_ids
RETURN day, t.id AS team, t.name AS team_name, t.destination AS destination, batch, vehicle, place,
  homes, e.id AS enterprise, e.name AS name, size(worker_ids) AS workers, worker_ids,
  t.leader AS leader, t.phone AS phone
ORDER BY day, team, batch, vehicle, place, enterprise
