// Decide a filing
/*
title: {en: Decide a filing, zh: 备案决定}
about:
  en: "A filing is approved, refused with the reason, or passed on to the next level. From approval
    follows the step \"filed\" of four-sync."
  zh: 对备案申请作出决定：同意、不同意（须写明原因）或报上一级。同意后，四同步的“备案”随之完成。
result: table
parameters:
  enterprise:
  decision: {type: string, enum: [approved, refused, passed_on], words: {approved: {en: approved, zh: 同意}, refused: {en: refused, zh: 不同意}, passed_on: {en: passed on to the next level, zh: 报上一级}}, label: {en: Decision, zh: 决定}}
  reason: {type: string, default: null, maxLength: 200, label: {en: Reason, zh: 原因}}
  decided_on: {type: string, format: date, default: null, label: {en: Decided on, zh: 决定日期}}
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
  unfiled: {where: enterprise, en: has not applied; record first that it did, zh: 尚未申请备案，请先登记申请}
  decided: {where: enterprise, en: has its filing approved already, zh: 备案已获同意}
  reason: {where: reason, en: is needed where a filing is refused, zh: 不同意须写明原因}
  top: {where: decision, en: "is not possible: the city decides already", zh: 已由市级决定，无法再上报}
  future: {where: decided_on, en: is after the day at which the graph stands, zh: 晚于数据截止日}
  early: {where: decided_on, en: is before the day of the application, zh: 早于申请日期}
  closed: {where: enterprise, en: is closed; record first that it is open again, zh: 已关停，请先登记恢复经营}
notices:
  uninspected: {where: decision, en: is recorded though no inspection on site is, zh: 尚未登记实地勘定}
example: {enterprise: yuelong, decision: approved}
limit: 1
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
MATCH (e:Enterprise {id: $enterprise})
WITH graph, e, coalesce($decided_on, $said_on) AS day, coalesce(e.filing_level, CASE
      WHEN e.above_scale OR EXISTS { (:Enterprise)-[:CERTIFIES]->(e) } THEN 'county'
      ELSE 'town' END) AS level
WITH e, day, level, [word IN [
    CASE WHEN e.filing_state = 'approved' THEN 'decided'
      WHEN NOT coalesce(e.filing_state IN ['applied', 'inspected'], false) THEN 'unfiled' END,
    CASE WHEN $decision = 'refused' AND $reason IS NULL THEN 'reason' END,
    CASE WHEN $decision = 'passed_on' AND level = 'city' THEN 'top' END,
    CASE WHEN $decided_on > graph.as_of THEN 'future' END,
    CASE WHEN day < e.applied_on THEN 'early' END,
    CASE WHEN e.closed_on <= graph.as_of THEN 'closed' END
  ] WHERE word IS NOT NULL] AS refused,
  CASE WHEN $decision = 'approved' AND e.filing_state = 'applied' THEN 'uninspected' END AS noticed
CALL (e, day, level, refused) {
  WITH * WHERE refused = []
  SET e.filing_level = CASE WHEN $decision <> 'passed_on' THEN level
      WHEN level = 'town' THEN 'county' ELSE 'city' END,
    e.filing_state = CASE WHEN $decision = 'passed_on' THEN e.filing_state ELSE $decision END,
    e.filing_refusal = CASE WHEN $decision = 'refused' THEN $reason END,
    e.filed_on = CASE $decision WHEN 'approved' THEN day WHEN 'refused' THEN null
      ELSE e.filed_on END
}
RETURN e.id AS enterprise, refused, noticed, ['filed_on', 'filing_state'] AS said
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
