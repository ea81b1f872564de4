// Record the answer to a letter
/*
title: {en: Record the answer to a letter, zh: 登记回函}
about:
  en: "The other place answered a letter, on the day given, else on the day at which the graph stands,
    and what it answered. How its suppliers stand is recorded with them."
  zh: 登记外地对协调函的回复及内容；日期未填的取数据截止日。所涉企业的进度另行登记。
result: table
parameters:
  letter:
  answer: {type: string, default: null, maxLength: 1000, label: {en: What was answered, zh: 回函内容}}
columns:
  letter:
  letter_to:
  letter_state:
  enterprise: {label: {en: On behalf of, zh: 代为发函的企业}}
  enterprise_name: {label: {en: On behalf of (name), zh: 代为发函的企业名称}}
  suppliers: {type: integer, label: {en: Suppliers it is about, zh: 所涉企业数}}
  resumed: {type: integer, label: {en: Of them resumed, zh: 其中已复工}}
  letter_number:
  written_on:
  sent_on:
  answered_on:
  text: {type: string, label: {en: Text (in Chinese), zh: 正文}}
whose: letter
derives: readiness
refuses:
  unsent: {where: letter, en: was not sent yet; record first that it was, zh: 尚未发出，请先登记发函}
  answered: {where: letter, en: was answered already, zh: 已登记过回函}
  early: {where: said_on, en: is before the day on which it was sent, zh: 早于发函日期}
example: {letter: letter-02, answer: 已协调复工}
limit: 1
timeout: 30
*/
MATCH (l:Letter {id: $letter})-[:ON_BEHALF_OF]->(a:Enterprise)
WITH l, a, [word IN [
    CASE WHEN l.state = 'draft' THEN 'unsent' END,
    CASE WHEN l.state = 'answered' THEN 'answered' END,
    CASE WHEN l.sent_on > $said_on THEN 'early' END
  ] WHERE word IS NOT NULL] AS refused
CALL (l, refused) {
  WITH * WHERE refused = []
  SET l.state = 'answered', l.answered_on = $said_on, l.answer = $answer
}
RETURN a.id AS enterprise, refused, [] AS said
;
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today
MATCH (l:Letter {id: $letter})-[:ON_BEHALF_OF]->(a:Enterprise)
RETURN
  l.id AS letter,
  l.to AS letter_to,
  l.state AS letter_state,
  a.id AS enterprise,
  a.name AS enterprise_name,
  COUNT { (l)-[:ABOUT]->() } AS suppliers,
  COUNT { (l)-[:ABOUT]->(s) WHERE s.resumed_on <= today
    AND coalesce(s.closed_on > today, true) } AS resumed,
  l.number AS letter_number,
  l.written_on AS written_on,
  l.sent_on AS sent_on,
  l.answered_on AS answered_on,
  l.text AS text
