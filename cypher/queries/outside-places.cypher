// Suppliers outside, place by place
/*
title: {en: "Suppliers outside, place by place", zh: 外地配套按地区}
about:
  en: "Where the supporting enterprises of one enterprise lie outside its own district: other provinces,
    other cities of its province, other districts of its city, those with most that do not run first;
    with the last letter to each place, its number, when it was sent and answered. A letter is written
    from here. One without a district is in no place; closed enterprises are not counted."
  zh: 一家企业位于外地的配套企业，按地区汇总（外省到省、本省到市、本市到区县），未正常生产最多的在前；并列最近一份协调函的文号、发函与回函日期，可由此起草新函。未填属地的与已关停的不计入。
result: table
group: today
order: 71
shown_on: enterprise
asked:
  en: [suppliers of $enterprise outside]
  zh: [$enterprise外地供应商, $enterprise的外地配套]
parameters:
  enterprise:
columns:
  place: {type: string, words: place, label: {en: Place, zh: 地区}}
  suppliers: {type: integer, sum: true, label: {en: Suppliers there, zh: 配套企业数}}
  idle: {type: integer, sum: true, label: {en: Of them not running, zh: 其中未正常生产}}
  tier: {label: {en: Nearest tier, zh: 最近层级}}
  letter:
  letter_number:
  letter_state:
  sent_on:
  answered_on:
  letters: {type: integer, sum: true, label: {en: Letters so far (drafts too), zh: 函件数（含草拟）}}
offers: {write-letter: {enterprise: enterprise, to: place}}
example: {enterprise: gongniu}
limit: 300
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today
MATCH (root:Enterprise {id: $enterprise})
MATCH p = (root)<-[:SUPPLIES*1..]-(s:Enterprise)
WHERE all(r IN relationships(p)
  WHERE coalesce(r.until >= today, true) AND coalesce(r.since <= today, true))
WITH today, root, s, min(length(p)) AS tier
WHERE s <> root AND s.district <> root.district AND coalesce(s.closed_on > today, true)
WITH root, tier, s.runs AS runs, CASE
    WHEN left(s.district, 2) <> left(root.district, 2) THEN left(s.district, 2)
    WHEN left(s.district, 4) <> left(root.district, 4) THEN left(s.district, 4)
    ELSE s.district END AS place
WITH root, place, count(*) AS suppliers,
  count(CASE WHEN NOT coalesce(runs, false) THEN 1 END) AS idle, min(tier) AS tier
WITH *, COLLECT {
    MATCH (root)<-[:ON_BEHALF_OF]-(l:Letter {to: place})
    RETURN l ORDER BY coalesce(l.sent_on, l.written_on) DESC, size(l.id) DESC, l.id DESC
  } AS written
WITH *, head(written) AS l
RETURN
  place,
  suppliers,
  idle,
  tier,
  l.id AS letter,
  l.number AS letter_number,
  l.state AS letter_state,
  l.sent_on AS sent_on,
  l.answered_on AS answered_on,
  size(written) AS letters
ORDER BY idle DESC, suppliers DESC, place
