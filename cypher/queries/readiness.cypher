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
parameters:
  district: {type: string, default: null, pattern: "^[0-9]{2,6}$", label: {en: District code or its first digits, zh: 区划代码（可只写前几位）}}
  above_scale: {type: boolean, default: null, label: {en: Above designated size, zh: 规上}}
columns:
  enterprise: {type: string, label: {en: Enterprise, zh: 企业}}
  name: {type: string, label: {en: Name, zh: 名称}}
  ready_days: {type: number, description: "已投产者为将停产天数 / of one that runs: the days it will lose", label: {en: Days until ready, zh: 可复工天数}}
  ready_on: {type: string, format: date, label: {en: Ready on, zh: 可复工日期}}
  runs: {type: boolean, label: {en: Runs, zh: 正常生产}}
  in_flow: {type: boolean, label: {en: In flow, zh: 正常供货}}
  firm: {type: boolean, label: {en: Firm, zh: 已核实}}
  stuck: {type: string, enum: [closed, circular, late], label: {en: Stuck, zh: 无法复工原因}}
  waits_for: {type: string, label: {en: Waits for, zh: 在等企业}}
  material: {type: string, label: {en: Waits for material, zh: 在等物料}}
  waits_for_name: {type: string, label: {en: Waits for (name), zh: 在等企业名称}}
  material_name: {type: string, label: {en: Waits for material (name), zh: 在等物料名称}}
example: {district: "330282", above_scale: true}
*/
// in the order of the index, so that a whole network streams without being held in memory
MATCH (e:Enterprise)
WHERE e.id >= ''
  AND ($district IS NULL OR e.district STARTS WITH $district)
  AND ($above_scale IS NULL OR coalesce(e.above_scale, false) = $above_scale)
WITH e ORDER BY e.id
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
ORDER BY enterprise
