// What a team's enterprises hold up
/*
title: {en: What a team's enterprises hold up, zh: 专班联系企业的影响}
about:
  en: "The enterprises that a service team serves, by what leading enterprises lose through them: how
    many anchors stop if it stops, by the last ranking; how many wait for it now; when it is ready,
    what it waits for, and what is not known of it and is worth asking on the next visit."
  zh: 专班所联系的企业，按其对龙头企业的影响排列：一旦停产会使多少龙头停产（据最近一次排序）、目前卡住多少企业、何时可复工、在等什么，以及下次走访时值得询问的未知情况。
result: table
group: today
order: 52
shown_on: team
parameters:
  team:
columns:
  enterprise:
  name:
  anchors: {type: integer, label: {en: Anchors that stop if it stops, zh: 停产影响龙头数}}
  held:
  held_above_scale:
  ready_days:
  waits_for:
  waits_for_name:
  material:
  material_name:
  ask: {type: array, items: {type: string}, words: missing, label: {en: Ask on the next visit, zh: 下次走访询问}}
  runs:
  firm:
  stuck:
  town:
  contact:
  phone:
  changes_since:
  ranked_at:
offers: {record-output: {enterprise: enterprise}, record-expected: {enterprise: enterprise}}
example: {team: team-03}
*/
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today, coalesce(graph.version - graph.ranked_version, 0) AS changes_since,
  toString(graph.ranked_at) AS ranked_at, graph.ranked_version IS NOT NULL AS ranked,
  coalesce(graph.ranked_left, 0) > 0 AS cut
MATCH (:ServiceTeam {id: $team})-[:SERVES]->(e:Enterprise)
WHERE coalesce(e.closed_on > today, true)
OPTIONAL MATCH (e)-[wait:WAITS_FOR]->(blocker:Enterprise)
OPTIONAL MATCH (m:Material {id: wait.material})
CALL (e) {
  MATCH (e)<-[:WAITS_FOR*1..]-(y:Enterprise)
  WHERE y <> e
  WITH DISTINCT y
  RETURN count(y) AS held, count(CASE WHEN y.above_scale THEN 1 END) AS held_above_scale
}
RETURN
  e.id AS enterprise,
  e.name AS name,
  // blank is only who was not counted, where the ranking was cut off
  CASE
    WHEN NOT ranked OR cut AND e.stops_enterprises IS NULL AND EXISTS {
      (e)-[r:SUPPLIES]->() WHERE r.part >= r.breaks
    } THEN null
    ELSE coalesce(e.stops_anchors, 0) END AS anchors,
  held,
  held_above_scale,
  e.ready_days AS ready_days,
  blocker.id AS waits_for,
  blocker.name AS waits_for_name,
  m.id AS material,
  m.name AS material_name,
  // what decides the answer first: whether it runs and from when, then stocks and leads
  [missing IN [
    CASE WHEN e.surveyed_on IS NULL THEN 'surveyed_on' END,
    CASE WHEN NOT e.runs AND e.expected_on IS NULL THEN 'expected_on' END,
    CASE WHEN e.resumed_on IS NOT NULL AND e.output_rate IS NULL THEN 'output_rate' END,
    CASE WHEN EXISTS {
      MATCH (e)-[n:NEEDS]->(of:Material)
      WHERE coalesce(n.essential, true) AND NOT EXISTS {
        MATCH (s:Enterprise)-[r:SUPPLIES {material: of.id}]->(e)
        WHERE s <> e AND coalesce(r.until >= today, true) AND coalesce(r.since <= today, true)
      }
    } THEN 'suppliers' END,
    CASE WHEN EXISTS {
      MATCH (e)-[n:NEEDS]->(:Material)
      WHERE coalesce(n.essential, true) AND n.stock_days IS NULL
    } THEN 'stock_days' END,
    CASE WHEN EXISTS {
      MATCH (s:Enterprise)-[r:SUPPLIES]->(e)
      WHERE s <> e AND r.lead_days IS NULL
        AND coalesce(r.until >= today, true) AND coalesce(r.since <= today, true)
    } THEN 'lead_days' END,
    CASE WHEN e.headcount IS NULL THEN 'headcount' END,
    CASE WHEN e.on_post IS NULL THEN 'on_post' END
  ] WHERE missing IS NOT NULL] AS ask,
  e.runs AS runs,
  e.firm AS firm,
  e.stuck AS stuck,
  e.town AS town,
  e.contact AS contact,
  e.phone AS phone,
  changes_since,
  ranked_at
ORDER BY coalesce(anchors, 0) DESC, held_above_scale DESC, held DESC, enterprise
