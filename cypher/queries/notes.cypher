// Notes
/*
title: {en: Notes, zh: 备注}
about:
  en: "What people noted, the latest first: of everything, or of one enterprise, material, team, request,
    letter or answer; of a team also what was noted of the enterprises that it serves. Notes may name
    persons. The id is that of the change by which it was added, to take it back."
  zh: 已写的备注，最近的在前：可看全部，或某家企业、物料、专班、需求、协调函、某项结果的备注；按专班查看时，包括其服务企业的备注。备注可能含个人信息。编号为添加该备注的登记编号，可据以撤销。
result: table
group: today
order: 90
shown_on: {enterprise: {}, material: {}, team: {}, request: {}, letter: {}}
empty: {en: Nothing was noted yet., zh: 尚无备注。}
parameters:
  enterprise: {default: null, offered_on: null}
  material: {default: null, offered_on: null}
  team: {default: null, offered_on: null}
  request: {default: null, offered_on: null}
  letter: {type: string, suggest: letters, default: null, label: {en: Letter, zh: 协调函}}
  answer: {type: string, default: null, maxLength: 2000, label: {en: Answer (its address), zh: 结果（地址）}}
  since:
columns:
  at: {type: string, format: date-time, label: {en: At, zh: 时间}}
  by: {type: string, words: recorder, label: {en: By, zh: 登记人}}
  note: {whose: [enterprise, team, of_enterprise, handled_by]}
  enterprise: {optional: true}
  name:
  material: {optional: true}
  material_name:
  team: {optional: true}
  team_name:
  request: {optional: true}
  letter: {optional: true}
  of_enterprise: {type: string, links: enterprise, optional: true, label: {en: Whose request or letter it is, zh: 需求或函件所属企业}}
  of_enterprise_name: {type: string, label: {en: Whose request or letter it is (name), zh: 需求或函件所属企业名称}}
  handled_by: {type: string, links: team, optional: true, label: {en: Who handles the request, zh: 需求办理专班}}
  handled_by_name: {type: string, label: {en: Who handles the request (name), zh: 需求办理专班名称}}
  answer: {type: string, optional: true, label: {en: Answer, zh: 结果}}
  change: {type: string, label: {en: Id, zh: 编号}}
example: {}
limit: 1000
*/
// UNWIND of an empty list: a branch that is not asked for reads nothing.
CALL () {
  UNWIND CASE
      WHEN coalesce($enterprise, $material, $team, $request, $letter, $answer) IS NULL THEN [1]
      ELSE []
    END AS every
  MATCH (n:Note)
  RETURN n
  UNION
  UNWIND CASE WHEN $enterprise IS NULL THEN [] ELSE [1] END AS asked
  MATCH (of:Enterprise {id: $enterprise})
  MATCH (of)<-[:CHANGED]-(:Change {action: 'add-note'})-[:CHANGED]->(n:Note)
  RETURN n
  UNION
  UNWIND CASE WHEN $material IS NULL THEN [] ELSE [1] END AS asked
  MATCH (of:Material {id: $material})
  MATCH (of)<-[:CHANGED]-(:Change {action: 'add-note'})-[:CHANGED]->(n:Note)
  RETURN n
  UNION
  UNWIND CASE WHEN $team IS NULL THEN [] ELSE [1] END AS asked
  MATCH (of:ServiceTeam {id: $team})
  MATCH (of)<-[:CHANGED]-(:Change {action: 'add-note'})-[:CHANGED]->(n:Note)
  RETURN n
  UNION
  UNWIND CASE WHEN $team IS NULL THEN [] ELSE [1] END AS asked
  MATCH (:ServiceTeam {id: $team})-[:SERVES]->(e:Enterprise)
  MATCH (e)<-[:CHANGED]-(:Change {action: 'add-note'})-[:CHANGED]->(n:Note)
  RETURN n
  UNION
  UNWIND CASE WHEN $request IS NULL THEN [] ELSE [1] END AS asked
  MATCH (of:Request {id: $request})
  MATCH (of)<-[:CHANGED]-(:Change {action: 'add-note'})-[:CHANGED]->(n:Note)
  RETURN n
  UNION
  UNWIND CASE WHEN $letter IS NULL THEN [] ELSE [1] END AS asked
  MATCH (of:Letter {id: $letter})
  MATCH (of)<-[:CHANGED]-(:Change {action: 'add-note'})-[:CHANGED]->(n:Note)
  RETURN n
  UNION
  UNWIND CASE WHEN $answer IS NULL THEN [] ELSE [1] END AS asked
  MATCH (n:Note {answer: $answer})
  RETURN n
}
MATCH (n)<-[:CHANGED]-(c:Change)
WHERE coalesce(date(c.at) >= $since, true)
WITH n, c ORDER BY c.at DESC, c.id LIMIT coalesce($most, 1000000)
OPTIONAL MATCH (c)-[:CHANGED]->(e:Enterprise)
OPTIONAL MATCH (c)-[:CHANGED]->(m:Material)
OPTIONAL MATCH (c)-[:CHANGED]->(t:ServiceTeam)
OPTIONAL MATCH (c)-[:CHANGED]->(q:Request)
OPTIONAL MATCH (c)-[:CHANGED]->(l:Letter)
OPTIONAL MATCH (raiser:Enterprise)-[:RAISED]->(q)
OPTIONAL MATCH (handler:ServiceTeam)-[:HANDLES]->(q)
OPTIONAL MATCH (l)-[:ON_BEHALF_OF]->(behalf:Enterprise)
WITH *, coalesce(raiser, behalf) AS whose
RETURN
  toString(c.at) AS at,
  c.by AS by,
  n.text AS note,
  e.id AS enterprise,
  e.name AS name,
  m.id AS material,
  m.name AS material_name,
  t.id AS team,
  t.name AS team_name,
  q.id AS request,
  l.id AS letter,
  whose.id AS of_enterprise,
  whose.name AS of_enterprise_name,
  handler.id AS handled_by,
  handler.name AS handled_by_name,
  n.answer AS answer,
  c.id AS change
ORDER BY at DESC, change
