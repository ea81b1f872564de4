// Add a note
/*
title: {en: Add a note, zh: 添加备注}
about:
  en: "What somebody has to say of an enterprise, a material, a team, a request, a letter or an answer, in a
    few lines; it stands on the page of each of those given. It may name persons, and is shown only to who
    may see them. Taken back, it is gone; the record keeps that it was there."
  zh: 就企业、物料、专班、需求、协调函或某项结果写几行备注，显示在所选各对象的页面上。备注可写人名、电话，仅对可查看个人信息者显示；撤销后即删除，记录中仍可查到曾有此备注。
result: table
parameters:
  note: {type: string, maxLength: 2000, label: {en: Note, zh: 备注}}
  enterprise: {default: null}
  material: {default: null}
  team: {default: null}
  request: {default: null}
  letter: {type: string, suggest: letters, offered_on: letter, default: null, label: {en: Letter, zh: 协调函}}
  answer: {type: string, default: null, maxLength: 2000, pattern: '^/(queries|what-if)/[a-z0-9-]+([?][!-~]+)?$', label: {en: Answer (its address), zh: 结果（地址）}}
columns:
  at: {type: string, format: date-time, label: {en: At, zh: 时间}}
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
whose: [enterprise, team, request, letter]
derives: readiness
refuses:
  nothing: {where: enterprise, en: "or something else that the note is about is needed", zh: 未填写所指对象，请至少填写一项}
example: {enterprise: yuelong, note: 已联系，等通行证}
limit: 1
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
WITH CASE
    WHEN coalesce($enterprise, $material, $team, $request, $letter, $answer) IS NULL THEN 'nothing'
  END AS refused
CALL (refused) {
  WITH refused WHERE refused IS NULL
  CREATE (n:Note {id: randomUUID(), text: replace($note, '\r', ''), answer: $answer})
  RETURN collect(['Note', n.id]) AS made
}
// nobody's readiness moves by it
RETURN null AS enterprise, refused, made, [] AS said
;
MATCH (n:Note {id: head($made)})
MATCH (n)<-[:CHANGED]-(c:Change)
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
  n.answer AS answer
