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
  district:
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
example: {district: "330282", above_scale: true}
*/
// In the order of the index, so that a whole network streams without being held in memory; sorting
// the rows at the end would hold it. A range from null, and what begins with null, is empty.
CALL () {
  MATCH (e:Enterprise)
  WHERE e.id >= CASE WHEN $district IS NULL THEN '' END
    AND ($above_scale IS NULL OR coalesce(e.above_scale, false) = $above_scale)
  RETURN e ORDER BY e.id
  UNION ALL
  MATCH (e:Enterprise)
  WHERE e.district STARTS WITH $district
    AND ($above_scale IS NULL OR coalesce(e.above_scale, false) = $above_scale)
  RETURN e ORDER BY e.id LIMIT coalesce($most, 1000000000)
}
MATCH (graph:Graph {id: 'graph'})
WITH e, graph.as_of AS today
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
  m.name AS material_name
