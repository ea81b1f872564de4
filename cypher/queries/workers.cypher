// Workers
/*
title: {en: Workers, zh: 员工查询}
about:
  en: "Finds workers by the beginning of their number, by any part of the name of their enterprise, by
    home or by batch; those not on post come first."
  zh: 按员工编号开头、所在企业名称任意部分、籍贯或批次查找员工；未到岗的在前。
result: table
parameters:
  text: {label: {en: 'Number, enterprise, home or batch', zh: 编号、企业、籍贯或批次}}
columns:
  worker: {type: string, label: {en: Worker, zh: 员工编号}}
  worker_name:
  enterprise:
  name: {label: {en: Enterprise (name), zh: 企业名称}}
  home: {type: string, label: {en: Home, zh: 籍贯}}
  state: {type: string, words: worker_state, label: {en: State, zh: 状态}}
  expected_on: {label: {en: Expected on, zh: 预计到岗日期}}
  batch:
example: {text: 安徽}
limit: 100
*/
MATCH (w:Worker)-[:WORKS_AT]->(e:Enterprise)
WHERE w.id STARTS WITH $text OR w.home CONTAINS $text OR w.batch = $text
  OR toLower(e.name) CONTAINS toLower($text) OR e.id = $text
WITH w, e
ORDER BY w.id = $text DESC, coalesce(w.state, '') = 'on_post', w.home, w.id
LIMIT coalesce($most, 1000000000)
RETURN
  w.id AS worker,
  w.name AS worker_name,
  e.id AS enterprise,
  e.name AS name,
  w.home AS home,
  w.state AS state,
  w.expected_on AS expected_on,
  w.batch AS batch
ORDER BY worker = $text DESC, coalesce(state, '') = 'on_post', home, worker
