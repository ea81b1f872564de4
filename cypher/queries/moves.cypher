// Who is ready on another day
/*
title: {en: Who is ready on another day, zh: 料齐时间变动}
about:
  en: "What recorded changes did, spoken of the last seven days before that at which the graph stands unless another day is given: who was ready
    when before the first of them, and when after the last, with the changes in between. For one
    enterprise, or for those that a team serves or of a district, a town or an industry. Of a change that moved more than 500, those that
    moved most are told. Days are counted from that at which the graph stands, also those that were told
    on another. Loads are not among the changes, though what they moved in between is told, too."
  zh: 登记的变动带来的结果（默认信息日期在数据截止日前七天之内）：每家企业在首次变动前与末次变动后的料齐时间，以及其间的各次登记。可只看一家企业、某专班服务的企业，或某区县、乡镇、行业的企业；一次变动牵动超过 500 家的，只列变动最大者。天数一律从数据截止日起算，包括此前登记的。载入不在所列登记之内，但其间载入造成的变动一并计入。
result: table
group: progress
order: 24
shown_on: {enterprise: {}, team: {}}
parameters:
  since:
  enterprise: {default: null}
  team: {default: null}
  district:
  town:
  industry:
columns:
  enterprise:
  name:
  before_days: {label: {en: Days before, zh: 变动前天数}}
  after_days: {label: {en: Days after, zh: 变动后天数}}
  gained_days: {sum: true}
  actions: {type: array, items: {type: string}, words: action, label: {en: Through, zh: 经由}}
  latest_at: {type: string, format: date-time, label: {en: Last at, zh: 最近变动}}
  changes: {type: array, items: {type: string}, label: {en: Ids of the changes, zh: 登记编号}}
example: {}
limit: 1000
timeout: 10
*/
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today
WHERE $enterprise IS NULL OR EXISTS { (:Enterprise {id: $enterprise}) }
MATCH (c:Change)
WHERE c.day >= coalesce($since, today - duration({days: 7}))
  AND size(c.moved_ids) > 0
WITH today, c ORDER BY c.version
// of one enterprise, its place in each
UNWIND CASE WHEN $enterprise IS NULL THEN range(0, size(c.moved_ids) - 1)
    ELSE [place IN range(0, size(c.moved_ids) - 1) WHERE c.moved_ids[place] = $enterprise] END
  AS place
WITH c, c.moved_ids[place] AS id, c.moved_from[place] AS before, c.moved_to[place] AS after,
  duration.inDays(today, coalesce(c.as_of, c.day)).days AS ahead
MATCH (e:Enterprise {id: id})
WHERE ($team IS NULL OR EXISTS { (:ServiceTeam {id: $team})-[:SERVES]->(e) })
  AND ($district IS NULL OR e.district STARTS WITH $district)
  AND ($town IS NULL OR e.town = $town)
  AND ($industry IS NULL OR e.industry STARTS WITH $industry)
// Days until ready, told on another day, are counted from today; of one that runs they are the days
// that it will lose, which no day changes. Never (1000000 and more) stays so.
WITH c, e, [days IN [before, after] | CASE
    WHEN days >= 1000000 OR coalesce(e.runs, false) THEN days
    WHEN days + ahead > 0 THEN days + ahead
    ELSE 0.0 END] AS days
WITH c, e, days[0] AS before, days[1] AS after
WITH e, collect(c) AS changes, head(collect(before)) AS before, last(collect(after)) AS after
WHERE before <> after
WITH e, changes, CASE WHEN before < 1000000 THEN before END AS before,
  CASE WHEN after < 1000000 THEN after END AS after
RETURN
  e.id AS enterprise,
  e.name AS name,
  before AS before_days,
  after AS after_days,
  round(before - after, 2) AS gained_days,
  [c IN changes | c.action] AS actions,
  toString(last(changes).at) AS latest_at,
  [c IN changes | c.id] AS changes
ORDER BY latest_at DESC, before IS NOT NULL, after IS NULL, abs(gained_days) DESC, enterprise
