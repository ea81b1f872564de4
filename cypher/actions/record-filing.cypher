// Record a filing
/*
title: {en: Record a filing, zh: 登记备案}
about:
  en: "How far an enterprise is with filing its resumption: which papers are there, that it applied,
    that it was inspected on site. It is decided by the town; of an enterprise above designated size,
    or with a chain certificate, by the county's group; another level may be given. To apply all
    three papers are needed."
  zh: 登记企业复工备案的进度：已交材料、已申请、已实地勘定。规下企业由镇街决定，规上企业或持配套证明者由镇街报县区领导小组决定，也可指定层级。申请须三项材料齐全。
result: table
parameters:
  enterprise:
  filing_state: {type: string, enum: [prepared, applied, inspected], default: null, words: filing_state, label: {en: State, zh: 状态}}
  commitment: {type: boolean, default: null, label: {en: Commitment is there, zh: 承诺书已交}}
  prevention_plan: {type: boolean, default: null, label: {en: Prevention plan is there, zh: 防疫方案已交}}
  worker_register: {type: boolean, default: null, label: {en: Register of workers is there, zh: 返工人员登记已交}}
  applied_on: {type: string, format: date, default: null, label: {en: Applied on, zh: 申请日期}}
  filing_level: {type: string, enum: [town, county, city], default: null, words: request_level, label: {en: Decided by (blank for by size), zh: 备案层级（留空按规模）}}
columns:
  enterprise:
  name:
  filing_state:
  filing_level:
  missing_papers:
  certified_by:
  applied_on:
  filed_on:
  filing_refusal:
derives: readiness
refuses:
  nothing: {where: filing_state, en: "is blank, and so are the others: nothing to record", zh: 各项均为空，没有可登记的内容}
  papers: {where: filing_state, en: "needs all three papers: commitment, prevention plan, register of workers", zh: 须承诺书、防疫方案、返工人员登记三项材料齐全}
  decided: {where: enterprise, en: has its filing approved already, zh: 备案已获同意}
  future: {where: applied_on, en: is after the day at which the graph stands, zh: 晚于数据截止日}
  closed: {where: enterprise, en: is closed; record first that it is open again, zh: 已关停，请先登记恢复经营}
notices:
  order: {where: filing_state, en: is recorded though no application is, zh: 尚未登记申请}
example: {enterprise: yuelong, filing_state: prepared, commitment: true}
limit: 1
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
MATCH (e:Enterprise {id: $enterprise})
WITH graph, e,
  coalesce($commitment, e.commitment, false) AND coalesce($prevention_plan, e.prevention_plan, false)
    AND coalesce($worker_register, e.worker_register, false) AS complete
WITH e, [word IN [
    CASE WHEN $filing_state IS NULL AND $commitment IS NULL AND $prevention_plan IS NULL
      AND $worker_register IS NULL AND $applied_on IS NULL AND $filing_level IS NULL
      THEN 'nothing' END,
    CASE WHEN $filing_state IN ['applied', 'inspected'] AND NOT complete THEN 'papers' END,
    CASE WHEN $filing_state IS NOT NULL AND e.filing_state = 'approved' THEN 'decided' END,
    CASE WHEN $applied_on > graph.as_of THEN 'future' END,
    CASE WHEN e.closed_on <= graph.as_of THEN 'closed' END
  ] WHERE word IS NOT NULL] AS refused,
  CASE WHEN $filing_state = 'inspected'
    AND NOT coalesce(e.filing_state IN ['applied', 'inspected'], false) THEN 'order' END AS noticed,
  CASE WHEN $filing_state IN ['applied', 'inspected']
    THEN coalesce($filing_level, e.filing_level, CASE
      WHEN e.above_scale OR EXISTS { (:Enterprise)-[:CERTIFIES]->(e) } THEN 'county'
      ELSE 'town' END) END AS level
CALL (e, refused, level) {
  WITH * WHERE refused = []
  SET e.commitment = coalesce($commitment, e.commitment),
    e.prevention_plan = coalesce($prevention_plan, e.prevention_plan),
    e.worker_register = coalesce($worker_register, e.worker_register),
    e.filing_level = coalesce($filing_level, level, e.filing_level),
    e.applied_on = CASE
      WHEN $applied_on IS NOT NULL THEN $applied_on
      WHEN $filing_state = 'applied' AND coalesce(e.filing_state <> 'applied', true) THEN $said_on
      ELSE e.applied_on END,
    e.filing_refusal = CASE WHEN $filing_state IS NULL THEN e.filing_refusal END,
    e.filing_state = coalesce($filing_state, e.filing_state)
}
RETURN e.id AS enterprise, refused, noticed
;
MATCH (e:Enterprise {id: $enterprise})
RETURN
  e.id AS enterprise,
  e.name AS name,
  e.filing_state AS filing_state,
  e.filing_level AS filing_level,
  [paper IN [
    CASE WHEN NOT coalesce(e.commitment, false) THEN 'commitment' END,
    CASE WHEN NOT coalesce(e.prevention_plan, false) THEN 'prevention_plan' END,
    CASE WHEN NOT coalesce(e.worker_register, false) THEN 'worker_register' END
  ] WHERE paper IS NOT NULL] AS missing_papers,
  COLLECT { MATCH (a:Enterprise)-[:CERTIFIES]->(e) RETURN a.id ORDER BY a.id } AS certified_by,
  e.applied_on AS applied_on,
  e.filed_on AS filed_on,
  e.filing_refusal AS filing_refusal
