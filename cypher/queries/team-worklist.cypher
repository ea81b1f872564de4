// A team's worklist
/*
title: {en: A team's worklist, zh: 专班工作清单}
about:
  en: "What one service team or labour squad has to do: for each of its enterprises the next of the
    four-sync steps, the requests it handles and the workers it has still to bring back. Those
    that hold up most others come first; an enterprise with nothing to do is left out."
  zh: 一个服务专班或小分队要办的事：所联系企业的下一步四同步工作、待办需求、尚待接回的员工。卡住其他企业最多的在前；无事可办的企业不列出。
result: table
group: today
order: 50
shown_on: team
offers: {record-step: {enterprise: enterprise}, raise-request: {enterprise: enterprise}}
parameters:
  team:
columns:
  enterprise:
  name:
  next_step:
  expected_on:
  held:
  requests: {type: array, items: {type: string}, links: request, label: {en: Open requests, zh: 待办需求}}
  workers: {sum: true, label: {en: Workers to bring back, zh: 待接回员工数}}
  town:
  contact:
  phone:
example: {team: team-03}
*/
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today
MATCH (t:ServiceTeam {id: $team})
CALL (t) {
  MATCH (t)-[:SERVES]->(e:Enterprise)
  RETURN e
  UNION
  MATCH (t)-[:HANDLES]->(:Request)<-[:RAISED]-(e:Enterprise)
  RETURN e
  UNION
  MATCH (t)-[:ESCORTS]->(:Worker)-[:WORKS_AT]->(e:Enterprise)
  RETURN e
}
WITH today, t, e,
  CASE
    WHEN e.closed_on <= today OR NOT EXISTS { (t)-[:SERVES]->(e) } THEN null
    WHEN e.surveyed_on IS NULL THEN 'survey'
    WHEN e.filed_on IS NULL THEN 'filing'
    WHEN e.prevention_on IS NULL THEN 'prevention'
    WHEN e.resumed_on IS NULL THEN 'resumption'
  END AS next_step,
  COLLECT {
    MATCH (t)-[:HANDLES]->(q:Request)<-[:RAISED]-(e)
    WHERE q.state IN ['open', 'matched']
    RETURN q.id ORDER BY q.id
  } AS requests,
  COUNT {
    MATCH (t)-[:ESCORTS]->(w:Worker)-[:WORKS_AT]->(e)
    WHERE coalesce(w.state, '') <> 'on_post'
  } AS workers
WHERE next_step IS NOT NULL OR requests <> [] OR workers > 0
CALL (e) {
  MATCH (e)<-[:WAITS_FOR*1..]-(y:Enterprise)
  WHERE y <> e
  RETURN count(DISTINCT y) AS held
}
RETURN
  e.id AS enterprise,
  e.name AS name,
  next_step,
  e.expected_on AS expected_on,
  held,
  requests,
  workers,
  e.town AS town,
  e.contact AS contact,
  e.phone AS phone
ORDER BY held DESC, size(requests) DESC, enterprise
