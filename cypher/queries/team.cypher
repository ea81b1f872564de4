// One service team or labour squad
/*
title: {en: One service team or labour squad, zh: 专班详情}
about:
  en: "One service team or labour squad: the enterprises it serves, the requests it handles and the
    workers it brings back; drawn with them (at most 500 of each)."
  zh: 一个服务专班或用工保障小分队：服务的企业、办理的需求、接回的员工，并绘成图（每类至多 500）。
result: graph
parameters:
  team: {type: string, suggest: teams, label: {en: Team, zh: 专班}}
columns:
  team: {type: string, label: {en: Team, zh: 专班}}
  name: {type: string, label: {en: Name, zh: 名称}}
  kind: {type: string, label: {en: Kind, zh: 类别}}
  destination: {type: string, label: {en: Destination, zh: 前往地}}
  leader: {type: string, label: {en: Leader, zh: 负责人}}
  phone: {type: string, label: {en: Telephone, zh: 电话}}
  enterprises: {type: integer, label: {en: Enterprises served, zh: 服务企业数}}
  in_flow: {type: integer, label: {en: Of them in flow, zh: 其中正常供货}}
  open_requests: {type: integer, label: {en: Open requests, zh: 未解决需求数}}
  workers: {type: integer, label: {en: Workers to bring back, zh: 接回员工数}}
  workers_away: {type: integer, label: {en: Of them still away, zh: 其中未返岗}}
bloom: Team $team
example: {team: team-03}
*/
MATCH (t:ServiceTeam {id: $team})
RETURN
  t.id AS team,
  t.name AS name,
  t.kind AS kind,
  t.destination AS destination,
  t.leader AS leader,
  t.phone AS phone,
  COUNT { (t)-[:SERVES]->(:Enterprise) } AS enterprises,
  COUNT { (t)-[:SERVES]->(e:Enterprise) WHERE e.in_flow } AS in_flow,
  COUNT { (t)-[:HANDLES]->(q:Request) WHERE q.state IN ['open', 'matched'] } AS open_requests,
  COUNT { (t)-[:ESCORTS]->(:Worker) } AS workers,
  COUNT { (t)-[:ESCORTS]->(w:Worker) WHERE coalesce(w.state, '') <> 'on_post' } AS workers_away,
  t AS itself,
  COLLECT {
    MATCH service = (t)-[:SERVES]->(e:Enterprise)
    RETURN service ORDER BY e.id LIMIT 500
  } AS served,
  COLLECT {
    MATCH handled = (t)-[:HANDLES]->(q:Request)<-[:RAISED]-(:Enterprise)
    RETURN handled ORDER BY q.id LIMIT 500
  } AS handled,
  COLLECT {
    MATCH escorted = (t)-[:ESCORTS]->(w:Worker)-[:WORKS_AT]->(:Enterprise)
    RETURN escorted ORDER BY w.id LIMIT 500
  } AS escorted
