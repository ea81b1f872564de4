// One service team or labour squad
/*
title: {en: One service team or labour squad, zh: 专班详情}
about:
  en: "One service team or labour squad: the enterprises it serves, the requests it handles and the
    workers it brings back; drawn with them (at most 500 of each)."
  zh: 一个服务专班或用工保障小分队：服务的企业、办理的需求、接回的员工，并绘成图（每类至多 500）。
result: graph
parameters:
  team:
columns:
  team:
  name:
  kind: {type: string, words: team_kind, label: {en: Kind, zh: 类别}}
  destination:
  leader: {whose: team}
  phone: {whose: team}
  enterprises:
  in_flow: {type: integer, label: {en: Of them in flow, zh: 其中正常供货}}
  open_requests:
  workers:
  workers_away: {label: {en: Of them still away, zh: 其中未返岗}}
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
