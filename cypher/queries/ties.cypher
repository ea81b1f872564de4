// Kinds of neighbours
/*
title: {en: Kinds of neighbours, zh: 相邻对象种类}
about:
  en: "How many neighbours of each kind an enterprise, a material or a team has: suppliers and buyers
    of today, whom it waits for and who waits for it, what it makes and needs, teams, requests. One of
    the three is given; neighbours lists those of one kind."
  zh: 一家企业、一种物料或一个专班各类相邻对象的个数：今日有效的供应商与采购方、在等与被等的企业、生产与所需物料、专班、需求。三者给其一；逐个名单见“相邻对象”。
result: table
parameters:
  enterprise: {default: null}
  material: {default: null}
  team: {default: null}
columns:
  tie: {type: string, words: tie, label: {en: Kind, zh: 种类}}
  neighbours: {type: integer, label: {en: How many, zh: 个数}}
bloom: How many neighbours $enterprise has of each kind
example: {enterprise: gongniu}
limit: 20
*/
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today
CALL (today) {
  MATCH (e:Enterprise {id: $enterprise})
  RETURN [
    ['suppliers', COUNT {
      MATCH (s:Enterprise)-[r:SUPPLIES]->(e)
      WHERE s <> e AND coalesce(r.until >= today, true) AND coalesce(r.since <= today, true)
      RETURN DISTINCT s
    }],
    ['buyers', COUNT {
      MATCH (e)-[r:SUPPLIES]->(b:Enterprise)
      WHERE b <> e AND coalesce(r.until >= today, true) AND coalesce(r.since <= today, true)
      RETURN DISTINCT b
    }],
    ['waits_for', COUNT { (e)-[:WAITS_FOR]->(:Enterprise) }],
    ['waited_for_by', COUNT { (e)<-[:WAITS_FOR]-(:Enterprise) }],
    ['makes', COUNT { (e)-[:MAKES]->(:Material) }],
    ['needs', COUNT { (e)-[:NEEDS]->(:Material) }],
    ['teams', COUNT { (e)<-[:SERVES]-(:ServiceTeam) }],
    ['requests', COUNT { (e)-[:RAISED]->(:Request) }]
  ] AS counts
  UNION ALL
  MATCH (m:Material {id: $material})
  RETURN [
    ['makers', COUNT { (m)<-[:MAKES]-(:Enterprise) }],
    ['users', COUNT { (m)<-[:NEEDS]-(:Enterprise) }]
  ] AS counts
  UNION ALL
  MATCH (t:ServiceTeam {id: $team})
  RETURN [['serves', COUNT { (t)-[:SERVES]->(:Enterprise) }]] AS counts
}
UNWIND range(0, size(counts) - 1) AS place
WITH place, counts[place][0] AS tie, counts[place][1] AS neighbours
WHERE neighbours > 0
RETURN tie, neighbours
ORDER BY place
