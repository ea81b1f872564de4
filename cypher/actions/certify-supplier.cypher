// Issue a chain certificate
/*
title: {en: Issue a chain certificate, zh: 出具配套证明}
about:
  en: "An anchor certifies that a supplier belongs to its chain, which lets a small supplier file like
    a large one: the county's group decides. A certificate issued by mistake is revoked."
  zh: 龙头企业为其产业链供应商出具配套证明，小供应商可据此比照规上企业备案，由县区领导小组决定。误出的可撤回。
result: table
parameters:
  anchor:
  supplier:
  issued_on: {type: string, format: date, default: null, label: {en: Issued on, zh: 出具日期}}
  revoke: {type: boolean, default: false, label: {en: Revoke it, zh: 撤回}}
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
whose: supplier
derives: readiness
refuses:
  itself: {where: supplier, en: is the anchor itself, zh: 即龙头企业本身}
  not_anchor: {where: anchor, en: is no anchor, zh: 不是龙头企业}
  anchor_closed: {where: anchor, en: is closed, zh: 已关停}
  supplier_closed: {where: supplier, en: is closed, zh: 已关停}
  none: {where: revoke, en: "is not possible: there is no such certificate", zh: 没有这份配套证明，无从撤回}
  future: {where: issued_on, en: is after the day at which the graph stands, zh: 晚于数据截止日}
notices:
  far: {where: supplier, en: is not known to supply this anchor or one of its direct suppliers, zh: 并非该龙头已知的一级或二级供应商}
example: {anchor: gongniu, supplier: yuelong}
limit: 1
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
MATCH (a:Enterprise {id: $anchor})
MATCH (s:Enterprise {id: $supplier})
OPTIONAL MATCH (a)-[known:CERTIFIES]->(s)
WITH a, s, known, [word IN [
    CASE WHEN a = s THEN 'itself' END,
    CASE WHEN NOT coalesce(a.anchor, a.above_scale, false) THEN 'not_anchor' END,
    CASE WHEN a.closed_on <= graph.as_of AND NOT $revoke THEN 'anchor_closed' END,
    CASE WHEN s.closed_on <= graph.as_of AND NOT $revoke AND a <> s THEN 'supplier_closed' END,
    CASE WHEN $revoke AND known IS NULL THEN 'none' END,
    CASE WHEN $issued_on > graph.as_of THEN 'future' END
  ] WHERE word IS NOT NULL] AS refused,
  CASE WHEN NOT EXISTS { (s)-[:SUPPLIES]->(a) }
    AND NOT EXISTS { (s)-[:SUPPLIES]->(:Enterprise)-[:SUPPLIES]->(a) } THEN 'far' END AS noticed
CALL (a, s, known, refused) {
  WITH * WHERE refused = []
  FOREACH (r IN CASE WHEN $revoke THEN [known] ELSE [] END | DELETE r)
  FOREACH (once IN CASE WHEN $revoke THEN [] ELSE [1] END |
    MERGE (a)-[r:CERTIFIES]->(s)
    SET r.issued_on = coalesce($issued_on, r.issued_on, $said_on)
  )
  // a small one that waits for the town waits for the county now
  SET s.filing_level = CASE
      WHEN NOT $revoke AND s.filing_level = 'town'
        AND s.filing_state IN ['prepared', 'applied', 'inspected'] THEN 'county'
      ELSE s.filing_level END
}
RETURN s.id AS enterprise, refused, noticed
;
MATCH (e:Enterprise {id: $supplier})
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
