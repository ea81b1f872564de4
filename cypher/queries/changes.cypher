// Loads and changes
/*
title: {en: Loads and changes, zh: 载入与登记记录}
about:
  en: "What was loaded and recorded, the latest first: who, when, what it said and how many enterprises were ready on another day for it. One row for each fact that an action changed; a load has one row. What is undone stays listed. Ids are for tongbu undo."
  zh: 历次载入与登记，最近的在前：何人、何时、说了什么、多少企业的料齐时间因此变动。登记所改的每项事实一行，每次载入一行；已撤销的仍列出。编号用于撤销（tongbu undo）。
result: table
group: progress
shown_on: {request: {}}
parameters:
  since:
  team: {default: null}
  enterprise: {default: null}
  request: {default: null}
  action: {type: string, default: null, label: {en: Action, zh: 操作}}
columns:
  change: {type: string, label: {en: Id, zh: 编号}}
  at: {type: string, format: date-time, label: {en: At, zh: 时间}}
  by: {type: string, words: recorder, label: {en: By, zh: 登记人}}
  action: {type: string, words: action, label: {en: Action, zh: 操作}}
  source: {type: string, label: {en: Dataset, zh: 数据集}}
  enterprise:
  name:
  what: {type: string, words: fact, label: {en: Fact, zh: 事项}}
  before: {type: string, fact_in: what, label: {en: Before, zh: 原值}}
  after: {type: string, fact_in: what, label: {en: After, zh: 新值}}
  moved: {type: integer, label: {en: Ready on another day, zh: 料齐时间变动企业数}}
  undone: {type: string, format: date-time, label: {en: Undone at, zh: 撤销时间}}
  said_on: {type: string, format: date, label: {en: As of, zh: 信息日期}}
  added: {type: integer, label: {en: Added, zh: 新增}}
  changed: {type: integer, label: {en: Changed, zh: 更改}}
  removed: {type: integer, label: {en: Removed, zh: 移除}}
  conflicts: {type: integer, label: {en: In conflict, zh: 不一致}}
  name_en: {optional: true}
  before_en: {type: string, optional: true, description: '对象的英文名称 / of things: their English name', label: {en: Before (English name), zh: 原值（英文名称）}}
  after_en: {type: string, optional: true, description: '对象的英文名称 / of things: their English name', label: {en: After (English name), zh: 新值（英文名称）}}
example: {}
limit: 1000
timeout: 10
*/
// UNWIND of an empty list: a branch that is not asked for reads nothing.
CALL () {
  UNWIND CASE WHEN coalesce($team, $enterprise, $request) IS NULL THEN [1] ELSE [] END AS whole
  MATCH (l:Load)
  WHERE coalesce(date(l.at) >= $since, true) AND coalesce($action = 'load', true)
  RETURN l AS made, null AS concerned, null AS place
  UNION ALL
  CALL () {
    UNWIND CASE WHEN coalesce($team, $enterprise, $request) IS NULL THEN [1] ELSE [] END AS whole
    MATCH (c:Change)
    RETURN c
    UNION ALL
    UNWIND CASE WHEN coalesce($enterprise, $request) IS NULL THEN [1] ELSE [] END AS theirs
    MATCH (:ServiceTeam {id: $team})-[:SERVES]->(e:Enterprise)
    MATCH (e)<-[:CHANGED]-(c:Change)
    RETURN DISTINCT c
    UNION ALL
    MATCH (:Enterprise {id: $enterprise})<-[:CHANGED]-(c:Change)
    WHERE $request IS NULL OR EXISTS { (c)-[:CHANGED]->(:Request {id: $request}) }
    RETURN c
    UNION ALL
    UNWIND CASE WHEN $enterprise IS NULL THEN [1] ELSE [] END AS whole
    MATCH (:Request {id: $request})<-[:CHANGED]-(c:Change)
    RETURN c
  }
  WITH c
  WHERE coalesce(date(c.at) >= $since, true) AND coalesce(c.action = $action, true)
    AND ($team IS NULL
      OR EXISTS { (c)-[:CHANGED]->(:Enterprise)<-[:SERVES]-(:ServiceTeam {id: $team}) })
  WITH c, head(COLLECT {
      MATCH (c)-[:CHANGED]->(e:Enterprise)
      RETURN e ORDER BY e.id = $enterprise DESC, e.id LIMIT 1
    }) AS e, coalesce(c.facts, []) AS facts
  UNWIND CASE WHEN facts = [] THEN [null] ELSE range(0, size(facts) - 1) END AS place
  RETURN c AS made, e AS concerned, place
}
// no more than are shown: names are looked up of each
WITH made, concerned, place
ORDER BY made.at DESC, made.id, place LIMIT coalesce($most, 1000000000)
// of several enterprises that a change is about, the one whose fact it is
OPTIONAL MATCH (own:Enterprise {id: made.of[place]})
WITH made, place, coalesce(own, concerned) AS enterprise
// ids of things by their names
CALL (made, place) {
  UNWIND CASE
      WHEN made.facts[place] IN
        ['enterprise', 'material', 'met_by', 'brokered_by', 'team', 'escalated_to']
      THEN [made.before[place], made.after[place]] ELSE [null, null]
    END AS id
  OPTIONAL MATCH (e:Enterprise {id: id})
  WHERE made.facts[place] IN ['enterprise', 'met_by', 'brokered_by']
  OPTIONAL MATCH (m:Material {id: id}) WHERE made.facts[place] = 'material'
  OPTIONAL MATCH (t:ServiceTeam {id: id}) WHERE made.facts[place] IN ['team', 'escalated_to']
  RETURN collect(coalesce(e.name, m.name, t.name, '')) AS found,
    collect(coalesce(e.name_en, m.name_en, '')) AS found_en
}
WITH made, enterprise, place, [name IN found | CASE WHEN name <> '' THEN name END] AS names,
  [name IN found_en | CASE WHEN name <> '' THEN name END] AS names_en
RETURN
  made.id AS change,
  toString(made.at) AS at,
  made.by AS by,
  CASE WHEN made:Load THEN 'load' ELSE made.action END AS action,
  made.dataset AS source,
  enterprise.id AS enterprise,
  enterprise.name AS name,
  enterprise.name_en AS name_en,
  made.facts[place] AS what,
  coalesce(names[0], CASE WHEN made.before[place] <> '' THEN made.before[place] END) AS before,
  coalesce(names[1], CASE WHEN made.after[place] <> '' THEN made.after[place] END) AS after,
  names_en[0] AS before_en,
  names_en[1] AS after_en,
  made.moved AS moved,
  toString(made.undone_at) AS undone,
  CASE WHEN made:Load THEN made.as_of ELSE made.said_on END AS said_on,
  made.added AS added,
  made.changed AS changed,
  made.removed AS removed,
  made.conflicts AS conflicts
ORDER BY made.at DESC, change, place
