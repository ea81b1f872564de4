// Record the return of workers
/*
title: {en: Record the return of workers, zh: 登记员工返岗}
about:
  en: "Where workers are, when they are expected, in which batch and vehicle they travel and which
    labour squad brings them; for one or for many at once. What is left blank stays as it is. Where
    all workers of an enterprise are registered, the number on post follows from them."
  zh: 登记一名或多名员工的状态、预计到岗日期、批次、车次、所在地与接送小分队；留空的保持不变。企业员工全部登记在册的，其到岗数随之更新。
result: table
parameters:
  workers: {type: array, items: {type: string}, minItems: 1, maxItems: 100, suggest: workers, label: {en: Workers, zh: 员工}}
  state: {type: string, enum: [home, travelling, quarantine, on_post], default: null, words: worker_state, label: {en: State, zh: 状态}}
  expected_on: {type: string, format: date, default: null, label: {en: Expected on, zh: 预计到岗日期}}
  batch: {type: string, default: null, maxLength: 60, label: {en: Batch, zh: 批次}}
  vehicle: {type: string, default: null, maxLength: 60, label: {en: Vehicle, zh: 车次}}
  place: {type: string, default: null, maxLength: 60, label: {en: Where they are, zh: 当前所在地}}
  team: {default: null, label: {en: Labour squad, zh: 用工保障小分队}}
columns:
  enterprise:
  name:
  workers: {label: {en: Workers registered, zh: 登记员工数}}
  workers_away: {label: {en: Of them away, zh: 其中未返岗}}
  on_post:
  headcount:
  follows: {type: boolean, label: {en: On post follows from its workers, zh: 到岗数随员工登记}}
whose: workers
derives: readiness
refuses:
  nothing: {where: state, en: "is blank, and so are the others: nothing to record", zh: 各项均为空，没有可登记的内容}
  squad: {where: team, en: is no labour squad, zh: 不是用工保障小分队}
  past: {where: expected_on, en: is before the day at which the graph stands, zh: 早于数据截止日}
  closed: {where: workers, en: include some whose enterprise is closed, zh: 其中有员工所在企业已关停}
notices:
  follows: {where: workers, en: are all that their enterprise has; its number on post follows from them, zh: 其企业员工已全部登记，到岗数随之更新}
example: {workers: [worker-02], state: travelling}
limit: 100
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
OPTIONAL MATCH (team:ServiceTeam {id: $team})
UNWIND $workers AS id
MATCH (w:Worker {id: id})-[:WORKS_AT]->(e:Enterprise)
WITH graph, team, collect(DISTINCT w) AS workers, collect(DISTINCT e) AS enterprises
WITH team, workers, enterprises, [word IN [
    CASE WHEN $state IS NULL AND $expected_on IS NULL AND $batch IS NULL AND $vehicle IS NULL
      AND $place IS NULL AND $team IS NULL THEN 'nothing' END,
    CASE WHEN team.kind <> 'labour_squad' THEN 'squad' END,
    CASE WHEN $expected_on < graph.as_of THEN 'past' END,
    CASE WHEN any(e IN enterprises WHERE e.closed_on <= graph.as_of) THEN 'closed' END
  ] WHERE word IS NOT NULL] AS refused
CALL (team, workers, refused) {
  WITH * WHERE refused = []
  UNWIND workers AS w
  SET w.state = coalesce($state, w.state), w.batch = coalesce($batch, w.batch),
    w.vehicle = coalesce($vehicle, w.vehicle), w.place = coalesce($place, w.place),
    w.expected_on = coalesce($expected_on, w.expected_on)
  WITH team, w WHERE team IS NOT NULL
  OPTIONAL MATCH (other:ServiceTeam)-[old:ESCORTS]->(w) WHERE other <> team
  DELETE old
  WITH DISTINCT team, w
  MERGE (team)-[:ESCORTS]->(w)
}
UNWIND enterprises AS e
WITH e, refused, COUNT { (:Worker)-[:WORKS_AT]->(e) } AS registered,
  COUNT { (w:Worker)-[:WORKS_AT]->(e) WHERE w.state = 'on_post' } AS there
WITH e, refused, there, coalesce(registered >= e.headcount AND e.headcount > 0, false) AS follows
SET e.on_post = CASE WHEN follows AND refused = [] THEN there ELSE e.on_post END
RETURN e.id AS enterprise, refused, CASE WHEN follows THEN 'follows' END AS noticed, [] AS said
;
UNWIND $workers AS id
MATCH (:Worker {id: id})-[:WORKS_AT]->(e:Enterprise)
WITH DISTINCT e, COUNT { (:Worker)-[:WORKS_AT]->(e) } AS registered
RETURN
  e.id AS enterprise,
  e.name AS name,
  registered AS workers,
  COUNT { (w:Worker)-[:WORKS_AT]->(e) WHERE coalesce(w.state, '') <> 'on_post' } AS workers_away,
  e.on_post AS on_post,
  e.headcount AS headcount,
  coalesce(registered >= e.headcount AND e.headcount > 0, false) AS follows
ORDER BY enterprise
