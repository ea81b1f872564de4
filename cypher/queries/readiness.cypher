// When each enterprise is ready
/*
title: {en: When each enterprise is ready, zh: 何时能复工}
about:
  en: "For every enterprise the earliest day from which it can run without a break, once its own
    date has come and all essential materials are there. For one that runs already, the number of
    days it will stand still for want of material. Firm means that the day rests on confirmed facts
    only; an enterprise without days is never ready as things stand."
  zh: 逐家列出最早何时能不间断生产：自身条件已具备，且关键物料全部到齐。已在产企业列出的是预计断料停产天数。“已核实”指所依据的事实均已确认；没有天数的企业照此无期。
result: table
group: waits
order: 30
parameters:
  standing: {type: string, enum: [in_flow, running_short, able, waiting, never], default: null, words: standing, label: {en: How it stands, zh: 现状}}
  stuck: {type: string, enum: [closed, circular, late], default: null, words: stuck, label: {en: Why it is never ready, zh: 无法复工原因}}
  resumed: {type: boolean, default: null, label: {en: Resumed, zh: 已复工}}
  district:
  town:
  industry:
  team: {default: null}
  above_scale:
columns:
  enterprise:
  name:
  ready_days:
  ready_on:
  runs:
  in_flow:
  firm:
  stuck:
  waits_for:
  material: {label: {en: Waits for material, zh: 在等物料}}
  waits_for_name:
  material_name: {label: {en: Waits for material (name), zh: 在等物料名称}}
  above_scale:
  district:
  town:
  industry:
example: {district: "330282", above_scale: true}
*/
// In the order of the index, so that a whole network streams without being held in memory; sorting
// the rows at the end would hold it. A range from null, and what begins with null, is empty.
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today, $stuck IS NOT NULL OR coalesce($standing = 'never', false) AS few
CALL (today, few) {
  MATCH (e:Enterprise)
  WHERE e.id >= CASE WHEN $district IS NULL AND NOT few THEN '' END
    AND ($above_scale IS NULL OR coalesce(e.above_scale, false) = $above_scale)
    AND ($town IS NULL OR e.town = $town)
    AND ($industry IS NULL OR e.industry STARTS WITH $industry)
    AND ($team IS NULL OR EXISTS { (:ServiceTeam {id: $team})-[:SERVES]->(e) })
    AND ($resumed IS NULL OR $resumed = (coalesce(e.resumed_on <= today, false)
      AND NOT coalesce(e.closed_on <= today, false)))
    AND ($stuck IS NULL OR coalesce(e.stuck = $stuck, false))
    AND ($standing IS NULL OR $standing = CASE WHEN e.in_flow THEN 'in_flow'
      WHEN e.stuck IS NOT NULL THEN 'never' WHEN e.runs THEN 'running_short'
      WHEN e.ready_days = 0 THEN 'able' ELSE 'waiting' END)
  RETURN e ORDER BY e.id
  UNION ALL
  // those that are never ready are few of many
  MATCH (e:Enterprise)
  WHERE e.stuck >= CASE WHEN $district IS NULL AND few THEN '' END
    AND ($above_scale IS NULL OR coalesce(e.above_scale, false) = $above_scale)
    AND ($town IS NULL OR e.town = $town)
    AND ($industry IS NULL OR e.industry STARTS WITH $industry)
    AND ($team IS NULL OR EXISTS { (:ServiceTeam {id: $team})-[:SERVES]->(e) })
    AND ($resumed IS NULL OR $resumed = (coalesce(e.resumed_on <= today, false)
      AND NOT coalesce(e.closed_on <= today, false)))
    AND ($stuck IS NULL OR coalesce(e.stuck = $stuck, false))
    AND ($standing IS NULL OR $standing = CASE WHEN e.in_flow THEN 'in_flow'
      WHEN e.stuck IS NOT NULL THEN 'never' WHEN e.runs THEN 'running_short'
      WHEN e.ready_days = 0 THEN 'able' ELSE 'waiting' END)
  RETURN e ORDER BY e.id LIMIT coalesce($most, 1000000000)
  UNION ALL
  MATCH (e:Enterprise)
  WHERE e.district STARTS WITH $district
    AND ($above_scale IS NULL OR coalesce(e.above_scale, false) = $above_scale)
    AND ($town IS NULL OR e.town = $town)
    AND ($industry IS NULL OR e.industry STARTS WITH $industry)
    AND ($team IS NULL OR EXISTS { (:ServiceTeam {id: $team})-[:SERVES]->(e) })
    AND ($resumed IS NULL OR $resumed = (coalesce(e.resumed_on <= today, false)
      AND NOT coalesce(e.closed_on <= today, false)))
    AND ($stuck IS NULL OR coalesce(e.stuck = $stuck, false))
    AND ($standing IS NULL OR $standing = CASE WHEN e.in_flow THEN 'in_flow'
      WHEN e.stuck IS NOT NULL THEN 'never' WHEN e.runs THEN 'running_short'
      WHEN e.ready_days = 0 THEN 'able' ELSE 'waiting' END)
  RETURN e ORDER BY e.id LIMIT coalesce($most, 1000000000)
}
OPTIONAL MATCH (e)-[wait:WAITS_FOR]->(s:Enterprise)
OPTIONAL MATCH (m:Material {id: wait.material})
RETURN
  e.id AS enterprise,
  e.name AS name,
  e.ready_days AS ready_days,
  CASE WHEN NOT e.runs AND e.ready_days IS NOT NULL
    THEN today + duration({days: toInteger(ceil(e.ready_days))}) END AS ready_on,
  e.runs AS runs,
  e.in_flow AS in_flow,
  e.firm AS firm,
  e.stuck AS stuck,
  s.id AS waits_for,
  wait.material AS material,
  s.name AS waits_for_name,
  m.name AS material_name,
  e.above_scale AS above_scale,
  e.district AS district,
  e.town AS town,
  e.industry AS industry
