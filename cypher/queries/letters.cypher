// Letters to other places
/*
title: {en: Letters to other places, zh: 协调函}
about:
  en: "Letters to other places on behalf of enterprises whose suppliers there do not run: found by their
    number, by any part of the name of the enterprise, or by the first digits of the place's code; with
    an enterprise given, its own. Those not answered come first, of them those that wait longest."
  zh: 为配套企业在外地未正常生产的企业发出的协调函：按文号、企业名称的任意部分或收函地区代码开头查找；给出企业时列其全部。未回复的在前，等得最久的最先。
result: table
group: today
order: 72
finds: letter
shown_on: {enterprise: {}}
empty: {en: "No letter has been written. Suppliers outside, place by place, offers one for each place.", zh: 尚未起草协调函。可在“外地配套按地区”中逐地起草。}
parameters:
  text: {label: {en: 'Number, enterprise or place', zh: 文号、企业或地区代码}}
  enterprise: {default: null, offered_on: null}
  state: {type: string, enum: [draft, sent, answered], default: null, words: letter_state, label: {en: State, zh: 状态}}
columns:
  letter:
  name: {label: {en: Letter, zh: 协调函}}
  name_en: {optional: true}
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
  days: {type: integer, label: {en: Days without an answer, zh: 未回复天数}}
offers: {send-letter: {letter: letter}, answer-letter: {letter: letter}}
example: {text: 公牛}
limit: 1000
*/
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today, [$text] + $spellings AS texts
CALL () {
  UNWIND CASE WHEN $enterprise IS NULL THEN [1] ELSE [] END AS every
  MATCH (l:Letter)-[:ON_BEHALF_OF]->(a:Enterprise)
  RETURN l, a
  UNION
  MATCH (a:Enterprise {id: $enterprise})<-[:ON_BEHALF_OF]-(l:Letter)
  RETURN l, a
}
WITH * WHERE ($state IS NULL OR l.state = $state)
  AND any(text IN texts WHERE l.id STARTS WITH text
    OR l.to STARTS WITH text
    OR l.number CONTAINS text
    OR a.id = text
    OR toLower(a.name) CONTAINS toLower(text)
    OR toLower(a.name_en) CONTAINS toLower(text))
// no more than are shown: all their suppliers are counted
WITH today, l, a, any(text IN texts WHERE l.id = text) AS exact
ORDER BY exact DESC, l.state = 'answered', l.state = 'draft', l.sent_on, l.written_on, size(l.id), l.id
LIMIT coalesce($most, 1000000000)
RETURN
  l.id AS letter,
  coalesce(l.number, l.id) + ' · ' + a.name AS name,
  coalesce(l.number, l.id) + ' · ' + coalesce(a.name_en, a.name) AS name_en,
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
  CASE WHEN l.state = 'sent' THEN duration.inDays(l.sent_on, today).days END AS days
ORDER BY exact DESC, l.state = 'answered', l.state = 'draft', sent_on, written_on, size(letter), letter
