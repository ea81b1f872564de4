// Filings to be dealt with
/*
title: {en: Filings to be dealt with, zh: 备案待办}
about:
  en: "Enterprises whose filing has begun and is not approved, by who has to decide: what is missing,
    what comes next, how long it waits and how many anchors stop without it. Those that can be
    decided come first, then those that hold up most."
  zh: 已启动而未获同意的备案，按应由谁决定列出：缺什么材料、下一步做什么、已等几天、停产会波及多少龙头。可作决定的在前，其后卡住越多越靠前。
result: table
group: today
order: 60
parameters:
  level:
  district:
  town:
  team: {default: null}
  enterprise: {default: null}
columns:
  enterprise:
  name:
  filing_level:
  filing_state:
  next: {type: string, words: filing_next, label: {en: What comes next, zh: 下一步}}
  missing_papers:
  applied_on:
  waiting_days: {type: integer, label: {en: Days since it applied, zh: 申请后已等天数}}
  filing_refusal:
  certified_by:
  above_scale:
  anchors: {type: integer, description: 其停产会波及的其他龙头企业数 / anchors that stop if it stops, label: {en: Anchors that stop without it, zh: 波及龙头数}}
  held:
  town:
  contact:
  phone:
  changes_since:
  ranked_at:
offers: {decide-filing: {enterprise: enterprise}, record-filing: {enterprise: enterprise}}
example: {level: county}
*/
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today, coalesce(graph.version - graph.ranked_version, 0) AS changes_since,
  toString(graph.ranked_at) AS ranked_at, graph.ranked_version IS NOT NULL AS ranked,
  coalesce(graph.ranked_left, 0) > 0 AS cut
CALL () {
  UNWIND CASE WHEN $enterprise IS NULL AND $team IS NULL THEN [1] ELSE [] END AS whole
  MATCH (e:Enterprise)
  WHERE e.filing_state IN ['prepared', 'applied', 'inspected', 'refused']
  RETURN e
  UNION ALL
  MATCH (e:Enterprise {id: $enterprise})
  WHERE $team IS NULL OR EXISTS { (:ServiceTeam {id: $team})-[:SERVES]->(e) }
  RETURN e
  UNION ALL
  UNWIND CASE WHEN $enterprise IS NULL THEN [1] ELSE [] END AS whole
  MATCH (:ServiceTeam {id: $team})-[:SERVES]->(e:Enterprise)
  RETURN e
}
WITH today, changes_since, ranked_at, ranked, cut, e, coalesce(e.filing_level, CASE
      WHEN e.above_scale OR EXISTS { (:Enterprise)-[:CERTIFIES]->(e) } THEN 'county'
      ELSE 'town' END) AS filing_level, [paper IN [
    CASE WHEN NOT coalesce(e.commitment, false) THEN 'commitment' END,
    CASE WHEN NOT coalesce(e.prevention_plan, false) THEN 'prevention_plan' END,
    CASE WHEN NOT coalesce(e.worker_register, false) THEN 'worker_register' END
  ] WHERE paper IS NOT NULL] AS missing_papers
WHERE e.filing_state IN ['prepared', 'applied', 'inspected', 'refused']
  AND coalesce(e.closed_on > today, true)
  AND ($level IS NULL OR filing_level = $level)
  AND ($district IS NULL OR e.district STARTS WITH $district)
  AND ($town IS NULL OR e.town = $town)
CALL (e) {
  MATCH (e)<-[:WAITS_FOR*1..]-(y:Enterprise)
  WHERE y <> e
  RETURN count(DISTINCT y) AS held
}
RETURN
  e.id AS enterprise,
  e.name AS name,
  filing_level,
  e.filing_state AS filing_state,
  CASE
    WHEN e.filing_state = 'refused' THEN 'again'
    WHEN missing_papers <> [] THEN 'papers'
    WHEN e.filing_state = 'prepared' THEN 'apply'
    WHEN e.filing_state = 'applied' THEN 'inspect'
    ELSE 'decide' END AS next,
  missing_papers,
  e.applied_on AS applied_on,
  CASE WHEN e.filing_state IN ['applied', 'inspected']
    THEN duration.inDays(e.applied_on, today).days END AS waiting_days,
  e.filing_refusal AS filing_refusal,
  COLLECT { MATCH (a:Enterprise)-[:CERTIFIES]->(e) RETURN a.id ORDER BY a.id } AS certified_by,
  coalesce(e.above_scale, false) AS above_scale,
  // blank is only who was not counted, where the ranking was cut off
  CASE
    WHEN NOT ranked OR cut AND e.stops_enterprises IS NULL AND EXISTS {
      (e)-[r:SUPPLIES]->() WHERE r.part >= r.breaks
    } THEN null
    ELSE coalesce(e.stops_anchors, 0) END AS anchors,
  held,
  e.town AS town,
  e.contact AS contact,
  e.phone AS phone,
  changes_since,
  ranked_at
ORDER BY e.filing_state IN ['applied', 'inspected'] DESC, held DESC, waiting_days DESC, enterprise
