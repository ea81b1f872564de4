// Where workers are still away
/*
title: {en: Where workers are still away, zh: 分省未返岗员工}
about:
  en: "Workers who are not on post, by home and by where they are now: how many are at home, on the
    way or in quarantine, when the next are expected, how many have no squad, and the enterprises
    that lack them with how many others wait for these."
  zh: 尚未到岗的员工，按籍贯与当前所在地统计：在家、途中、隔离人数，最近一批何时到，多少人尚无小分队接，缺人的企业有多少家、又卡住多少家。
result: table
group: progress
order: 32
parameters:
  home: {type: string, default: null, label: {en: Home province, zh: 籍贯省份}}
columns:
  home: {type: string, label: {en: Home, zh: 籍贯}}
  place:
  workers_away: {sum: true}
  at_home: {type: integer, sum: true, label: {en: At home, zh: 在家}}
  travelling: {type: integer, sum: true, label: {en: Travelling, zh: 返程途中}}
  quarantine: {type: integer, sum: true, label: {en: In quarantine, zh: 隔离中}}
  next_on: {type: string, format: date, label: {en: Next expected on, zh: 最近预计到岗日期}}
  without_squad: {type: integer, sum: true, label: {en: Without a squad, zh: 尚无小分队}}
  squads: {type: array, items: {type: string}, links: team, label: {en: Squads, zh: 小分队}}
  enterprises: {label: {en: Enterprises that lack them, zh: 缺人企业数}}
  held: {label: {en: Enterprises that wait for these, zh: 因此被卡企业数}}
example: {}
*/
MATCH (w:Worker)
WHERE coalesce(w.state, '') <> 'on_post' AND ($home IS NULL OR w.home = $home)
OPTIONAL MATCH (w)-[:WORKS_AT]->(e:Enterprise)
OPTIONAL MATCH (t:ServiceTeam)-[:ESCORTS]->(w)
WITH w, e, min(t.id) AS squad
WITH w.home AS home, w.place AS place, count(w) AS workers_away,
  count(CASE WHEN coalesce(w.state, 'home') = 'home' THEN 1 END) AS at_home,
  count(CASE WHEN w.state = 'travelling' THEN 1 END) AS travelling,
  count(CASE WHEN w.state = 'quarantine' THEN 1 END) AS quarantine,
  min(w.expected_on) AS next_on,
  count(CASE WHEN squad IS NULL THEN 1 END) AS without_squad,
  collect(DISTINCT squad) AS squads,
  collect(DISTINCT e) AS lacking
CALL (lacking) {
  UNWIND lacking AS e
  MATCH (e)<-[:WAITS_FOR*1..]-(y:Enterprise)
  WHERE NOT y IN lacking
  RETURN count(DISTINCT y) AS held
}
RETURN home, place, workers_away, at_home, travelling, quarantine, next_on, without_squad, squads,
  size(lacking) AS enterprises, held
ORDER BY workers_away DESC, home, place
