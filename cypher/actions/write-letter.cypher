// Write a letter to another place
/*
title: {en: Write a letter to another place, zh: 起草协调函}
about:
  en: "A letter to another place on behalf of an enterprise, about those that feed it, lie there and do
    not run: its text and the list are drafted, to be printed from its page. The place is a province by
    two digits, a city by four, a district by six."
  zh: 代一家企业向外地起草协调函，涉及其位于该地、尚未正常生产的配套企业；自动拟就正文和名单，可在其页面打印。地区填代码：省两位、市四位、区县六位。
result: table
parameters:
  enterprise:
  to: {type: string, pattern: '^([0-9]{2}){1,3}$', words: place, label: {en: "To which place (code)", zh: 收函地区代码}}
  note: {type: string, default: null, maxLength: 500, label: {en: To be added to the text, zh: 补充正文}}
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
derives: readiness
refuses:
  closed: {where: enterprise, en: is closed, zh: 已关停}
  nobody: {where: to, en: "has no supplier of this enterprise that does not run", zh: 该地没有此企业未正常生产的配套企业}
  own: {where: to, en: is where the enterprise itself lies, zh: 即该企业所在地}
notices:
  again: {where: to, en: "has a letter on behalf of this enterprise already that is not answered", zh: 该地已有一份为此企业发出而未回复的协调函}
example: {enterprise: gongniu, to: '35'}
limit: 1
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
WITH graph, graph.as_of AS today, coalesce(graph.core, false) AS core
MATCH (root:Enterprise {id: $enterprise})
// The tree up to the core: whatever leads there leads to all that feeds it
CALL (root, today, core) {
  MATCH p = (root)<-[:SUPPLIES*0..]-(s)
  WHERE all(r IN relationships(p) WHERE
    coalesce(r.until >= today, true) AND coalesce(r.since <= today, true)
    AND NOT (core AND coalesce(endNode(r).core = 2, false)))
  WITH DISTINCT core, s
  RETURN collect(s) AS tree, count(CASE WHEN core AND s.core = 2 THEN s END) > 0 AS to_core
}
CALL (root, today, tree, to_core) {
  CALL (tree, to_core) {
    // UNION ALL: UNION would keep each row together with the imported list, the whole tree
    UNWIND [s IN tree WHERE s.district STARTS WITH $to] AS s
    RETURN s
    UNION ALL
    UNWIND CASE WHEN to_core THEN [1] ELSE [] END AS feeding
    MATCH (s:Enterprise)
    WHERE s.district STARTS WITH $to AND s.core > 0
    RETURN s
  }
  WITH root, today, s
  WHERE s <> root AND s.district STARTS WITH $to AND NOT coalesce(s.runs, false)
    AND s.district <> root.district AND coalesce(s.closed_on > today, true)
  RETURN collect(DISTINCT s) AS suppliers
}
WITH graph, today, root, suppliers, [word IN [
    CASE WHEN root.closed_on <= today THEN 'closed' END,
    CASE WHEN root.district = $to THEN 'own' END,
    CASE WHEN suppliers = [] AND coalesce(root.district <> $to, true) THEN 'nobody' END
  ] WHERE word IS NOT NULL] AS refused,
  CASE WHEN EXISTS {
    MATCH (root)<-[:ON_BEHALF_OF]-(l:Letter {to: $to}) WHERE l.state <> 'answered'
  } THEN 'again' END AS noticed,
  coalesce(graph.last_letter, COUNT { (:Letter) }) AS last
// a number is never given twice, not even after the first was undone
CALL (last) {
  UNWIND range(last + 1, last + 1 + COUNT { (:Letter) }) AS number
  WITH number WHERE NOT EXISTS { (:Letter {id: 'letter-' + toString(number)}) }
  RETURN number LIMIT 1
}
CALL (graph, root, suppliers, refused, number) {
  WITH * WHERE refused = []
  SET graph.last_letter = number
  CREATE (l:Letter {
    id: 'letter-' + toString(number), to: $to, state: 'draft', written_on: $said_on,
    text: $to_in_words + '：\n'
      + '我地' + CASE WHEN coalesce(root.anchor, root.above_scale, false) THEN '龙头' ELSE '' END
      + '企业' + root.name + '的配套企业中，有' + toString(size(suppliers))
      + '家位于贵地，尚未正常生产，名单附后。恳请贵地协调有关部门，在落实防控要求的前提下，支持其尽快恢复生产，'
      + '并将办理情况函告我方为盼。' + coalesce('\n' + $note, '')
  })
  CREATE (l)-[:ON_BEHALF_OF]->(root)
  FOREACH (s IN suppliers | CREATE (l)-[:ABOUT]->(s))
  RETURN collect(['Letter', l.id]) AS made
}
RETURN root.id AS enterprise, refused, noticed, made, [] AS said
;
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today
MATCH (l:Letter {id: head($made)})-[:ON_BEHALF_OF]->(a:Enterprise)
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
