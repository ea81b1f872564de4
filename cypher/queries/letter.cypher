// One letter
/*
title: {en: One letter, zh: 协调函详情}
about:
  en: "A letter to another place: on whose behalf, about which suppliers, its text, when it was sent and
    what was answered; drawn with the suppliers. How these stand today is listed on its page."
  zh: 一份协调函：为哪家企业、涉及哪些配套企业、正文、发函与回函情况，并绘成图。所涉企业今日的状况见其页面。
result: graph
parameters:
  letter:
columns:
  letter:
  name: {label: {en: Letter, zh: 协调函}}
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
  answer: {type: string, personal: true, label: {en: Answer, zh: 回函内容}}
bloom: Letter $letter
example: {letter: letter-01}
*/
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today
MATCH (l:Letter {id: $letter})-[for:ON_BEHALF_OF]->(a:Enterprise)
RETURN
  l.id AS letter,
  coalesce(l.number, l.id) + ' · ' + a.name AS name,
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
  l.text AS text,
  l.answer AS answer,
  l AS itself,
  a AS on_behalf,
  for,
  COLLECT { MATCH about = (l)-[:ABOUT]->(s) RETURN about ORDER BY s.id LIMIT 200 } AS about
