// Record that a letter was sent
/*
title: {en: Record that a letter was sent, zh: 登记发函}
about:
  en: "A letter to another place was sent under its number, on the day given, else on the day at which
    the graph stands."
  zh: 登记协调函已按文号发出；日期未填的取数据截止日。
result: table
parameters:
  letter:
  number: {type: string, maxLength: 100, label: {en: Number of the letter, zh: 文号}}
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
  sent: {where: letter, en: was sent already, zh: 已发出}
  early: {where: said_on, en: is before the day on which it was written, zh: 早于起草日期}
  taken: {where: number, en: is the number of another letter, zh: 已是另一份函的文号}
example: {letter: letter-03, number: 慈复工函〔2020〕3号}
limit: 1
timeout: 30
*/
MATCH (l:Letter {id: $letter})-[:ON_BEHALF_OF]->(a:Enterprise)
WITH l, a, [word IN [
    CASE WHEN l.state <> 'draft' THEN 'sent' END,
    CASE WHEN l.written_on > $said_on THEN 'early' END,
    CASE WHEN EXISTS { MATCH (other:Letter {number: $number}) WHERE other <> l } THEN 'taken' END
  ] WHERE word IS NOT NULL] AS refused
CALL (l, refused) {
  WITH * WHERE refused = []
  SET l.state = 'sent', l.number = $number, l.sent_on = $said_on
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
