// One enterprise
/*
title: {en: One enterprise, zh: 企业详情}
about:
  en: "Everything known of one enterprise, when it can run and whom it waits for; drawn with its
    direct suppliers, buyers, materials and service teams (at most 500 of each)."
  zh: 一家企业的全部已知信息、何时能复工、在等谁；图中是它的直接供应商、采购方、物料与服务专班（每类至多 500）。
result: graph
parameters:
  enterprise:
columns:
  enterprise:
  name:
  name_en:
  uscc:
  above_scale:
  anchor:
  industry:
  district:
  town:
  contact:
  phone:
  runs:
  in_flow:
  own_days:
  ready_days:
  ready_on:
  firm:
  stuck:
  waits_for:
  waits_for_name:
  material: {label: {en: Material, zh: 在等物料}}
  material_name: {label: {en: Material (name), zh: 在等物料名称}}
  held:
  held_above_scale:
  held_headcount:
  surveyed_on:
  filed_on:
  filing_state:
  filing_level:
  applied_on:
  commitment:
  prevention_plan:
  worker_register:
  missing_papers: {description: 已启动备案而缺少的材料 / of one whose filing has begun}
  filing_refusal:
  certified_by:
  prevention_on:
  resumed_on:
  expected_on:
  closed_on:
  output_rate:
  headcount:
  on_post:
  on_post_follows: {type: boolean, label: {en: On post follows from its workers, zh: 到岗数随员工登记}}
  recover_days:
  suppliers: {type: integer, label: {en: Direct suppliers, zh: 直接供应商数}}
  buyers: {type: integer, label: {en: Direct buyers, zh: 直接采购方数}}
  makes: {type: array, items: {type: string}, links: material, label: {en: Makes, zh: 生产物料}}
  needs: {type: array, items: {type: string}, links: material, label: {en: Needs, zh: 所需物料}}
  teams:
  workers_away:
  open_requests:
  latitude: {type: number, label: {en: Latitude, zh: 纬度}}
  longitude: {type: number, label: {en: Longitude, zh: 经度}}
  source: {type: string, label: {en: Source, zh: 来源}}
  note:
  supply_notes: {type: string, personal: true, label: {en: Notes on its supplies, zh: 供货备注}}
bloom: Enterprise $enterprise
example: {enterprise: gongniu}
*/
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today
MATCH (e:Enterprise {id: $enterprise})
OPTIONAL MATCH (e)-[wait:WAITS_FOR]->(blocker:Enterprise)
OPTIONAL MATCH (awaited:Material {id: wait.material})
CALL (e) {
  MATCH (e)<-[:WAITS_FOR*1..]-(y:Enterprise)
  WHERE y <> e
  WITH DISTINCT y
  RETURN
    count(y) AS held,
    count(CASE WHEN y.above_scale THEN 1 END) AS held_above_scale,
    sum(y.headcount) AS held_headcount
}
RETURN
  e.id AS enterprise,
  e.name AS name,
  e.name_en AS name_en,
  e.uscc AS uscc,
  coalesce(e.above_scale, false) AS above_scale,
  coalesce(e.anchor, e.above_scale, false) AS anchor,
  e.industry AS industry,
  e.district AS district,
  e.town AS town,
  e.contact AS contact,
  e.phone AS phone,
  e.runs AS runs,
  e.in_flow AS in_flow,
  e.own_days AS own_days,
  e.ready_days AS ready_days,
  CASE WHEN NOT e.runs AND e.ready_days IS NOT NULL
    THEN today + duration({days: toInteger(ceil(e.ready_days))}) END AS ready_on,
  e.firm AS firm,
  e.stuck AS stuck,
  blocker.id AS waits_for,
  blocker.name AS waits_for_name,
  wait.material AS material,
  awaited.name AS material_name,
  held,
  held_above_scale,
  held_headcount,
  e.surveyed_on AS surveyed_on,
  e.filed_on AS filed_on,
  e.filing_state AS filing_state,
  e.filing_level AS filing_level,
  e.applied_on AS applied_on,
  e.commitment AS commitment,
  e.prevention_plan AS prevention_plan,
  e.worker_register AS worker_register,
  CASE WHEN e.filing_state IN ['prepared', 'applied', 'inspected', 'refused'] THEN [paper IN [
      CASE WHEN NOT coalesce(e.commitment, false) THEN 'commitment' END,
      CASE WHEN NOT coalesce(e.prevention_plan, false) THEN 'prevention_plan' END,
      CASE WHEN NOT coalesce(e.worker_register, false) THEN 'worker_register' END
    ] WHERE paper IS NOT NULL] ELSE [] END AS missing_papers,
  e.filing_refusal AS filing_refusal,
  COLLECT { MATCH (a:Enterprise)-[:CERTIFIES]->(e) RETURN a.id ORDER BY a.id } AS certified_by,
  e.prevention_on AS prevention_on,
  e.resumed_on AS resumed_on,
  e.expected_on AS expected_on,
  e.closed_on AS closed_on,
  e.output_rate AS output_rate,
  e.headcount AS headcount,
  e.on_post AS on_post,
  coalesce(e.headcount > 0 AND COUNT { (:Worker)-[:WORKS_AT]->(e) } >= e.headcount, false)
    AS on_post_follows,
  e.recover_days AS recover_days,
  COUNT {
    MATCH (s:Enterprise)-[r:SUPPLIES]->(e)
    WHERE s <> e AND coalesce(r.until >= today, true) AND coalesce(r.since <= today, true)
    RETURN DISTINCT s
  } AS suppliers,
  COUNT {
    MATCH (e)-[r:SUPPLIES]->(b:Enterprise)
    WHERE b <> e AND coalesce(r.until >= today, true) AND coalesce(r.since <= today, true)
    RETURN DISTINCT b
  } AS buyers,
  COLLECT { MATCH (e)-[:MAKES]->(m:Material) RETURN m.id ORDER BY m.name, m.id } AS makes,
  COLLECT { MATCH (e)-[:NEEDS]->(m:Material) RETURN m.id ORDER BY m.name, m.id } AS needs,
  COLLECT { MATCH (t:ServiceTeam)-[:SERVES]->(e) RETURN t.name ORDER BY t.name, t.id } AS teams,
  COUNT { (w:Worker)-[:WORKS_AT]->(e) WHERE coalesce(w.state, '') <> 'on_post' } AS workers_away,
  COUNT { (e)-[:RAISED]->(q:Request) WHERE q.state IN ['open', 'matched'] } AS open_requests,
  e.latitude AS latitude,
  e.longitude AS longitude,
  e.source AS source,
  e.note AS note,
  reduce(text = null, one IN COLLECT {
      MATCH (e)-[r:SUPPLIES]-(other:Enterprise)
      WHERE r.note IS NOT NULL AND other <> e
      RETURN
        CASE startNode(r) WHEN e THEN '→ ' ELSE '← ' END + other.name + '：' + left(r.note, 500)
      ORDER BY other.id, r.material LIMIT 20
    } | coalesce(text + '；', '') + one) AS supply_notes,
  e AS itself,
  wait, blocker,
  COLLECT {
    MATCH supply = (s:Enterprise)-[r:SUPPLIES]->(e)
    WHERE s <> e AND coalesce(r.until >= today, true) AND coalesce(r.since <= today, true)
    RETURN supply ORDER BY s.id LIMIT 500
  } AS received,
  COLLECT {
    MATCH supply = (e)-[r:SUPPLIES]->(b:Enterprise)
    WHERE b <> e AND coalesce(r.until >= today, true) AND coalesce(r.since <= today, true)
    RETURN supply ORDER BY b.id LIMIT 500
  } AS delivered,
  COLLECT {
    MATCH use = (e)-[:MAKES|NEEDS]->(m:Material)
    RETURN use ORDER BY m.id LIMIT 500
  } AS materials,
  COLLECT {
    MATCH service = (t:ServiceTeam)-[:SERVES]->(e)
    RETURN service ORDER BY t.id LIMIT 500
  } AS served
