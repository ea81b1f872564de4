// What to do today
/*
title: {en: What to do today, zh: 今日待办}
about:
  en: "How many cases there are to deal with today, of all or of one district, town, industry or team:
    overdue restarts, enterprises that will run short, requests past their day, open requests, and
    enterprises in circular waits; with the first case of each and whom to call. Requests of a team are
    those that it handles."
  zh: 今天要办的事各有多少：逾期未复产、即将断料、逾期未办结的需求、未解决的需求、循环等待中的企业，并列出各项最急的一件和联系方式；可按区县、乡镇、行业或专班。专班的需求为其办理的需求。
result: table
group: today
order: 5
asked:
  en: [what to do today, whom to call today]
  zh: [今天办什么, 今天先办什么, 今天做什么, 今日待办]
parameters:
  district:
  town:
  industry:
  team: {default: null}
columns:
  matter: {type: string, enum: [overdue, running_short, requests_overdue, requests_open, circular], words: matter, label: {en: Matter, zh: 事项}}
  number: {type: integer, label: {en: How many, zh: 数量}}
  enterprise: {label: {en: The first of them, zh: 最急的企业}}
  name: {label: {en: The first of them (name), zh: 最急的企业名称}}
  days: {type: number, description: '逾期天数、已等天数，或距断料天数 / days late, days open, or days until it stops', label: {en: Days, zh: 天数}}
  contact:
  phone:
example: {}
timeout: 10
*/
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today
CALL (today) {
  MATCH (e:Enterprise)
  WHERE e.runs = false AND e.expected_on < today AND NOT coalesce(e.closed_on <= today, false)
    AND ($district IS NULL OR e.district STARTS WITH $district)
    AND ($town IS NULL OR e.town = $town)
    AND ($industry IS NULL OR e.industry STARTS WITH $industry)
    AND ($team IS NULL OR EXISTS { (:ServiceTeam {id: $team})-[:SERVES]->(e) })
  WITH count(e) AS number, min([e.expected_on, e.id]) AS first
  RETURN 1 AS place, 'overdue' AS matter, number, first[1] AS id, first[0] AS since, null AS until
  UNION ALL
  MATCH (e:Enterprise)
  WHERE e.stop_days >= 0
    AND ($district IS NULL OR e.district STARTS WITH $district)
    AND ($town IS NULL OR e.town = $town)
    AND ($industry IS NULL OR e.industry STARTS WITH $industry)
    AND ($team IS NULL OR EXISTS { (:ServiceTeam {id: $team})-[:SERVES]->(e) })
  WITH count(e) AS number, min([e.stop_days, e.id]) AS first
  RETURN 2 AS place, 'running_short' AS matter, number, first[1] AS id, null AS since,
    first[0] AS until
  UNION ALL
  MATCH (e:Enterprise)-[:RAISED]->(q:Request)
  WHERE q.state IN ['open', 'matched'] AND q.due_on < today
    AND ($district IS NULL OR e.district STARTS WITH $district)
    AND ($town IS NULL OR e.town = $town)
    AND ($industry IS NULL OR e.industry STARTS WITH $industry)
    AND ($team IS NULL OR EXISTS { (:ServiceTeam {id: $team})-[:HANDLES]->(q) })
  WITH count(q) AS number, min([q.due_on, e.id]) AS first
  RETURN 3 AS place, 'requests_overdue' AS matter, number, first[1] AS id, first[0] AS since,
    null AS until
  UNION ALL
  MATCH (e:Enterprise)-[:RAISED]->(q:Request)
  WHERE q.state IN ['open', 'matched']
    AND ($district IS NULL OR e.district STARTS WITH $district)
    AND ($town IS NULL OR e.town = $town)
    AND ($industry IS NULL OR e.industry STARTS WITH $industry)
    AND ($team IS NULL OR EXISTS { (:ServiceTeam {id: $team})-[:HANDLES]->(q) })
  WITH count(q) AS number, min([q.raised_on, e.id]) AS first
  RETURN 4 AS place, 'requests_open' AS matter, number, first[1] AS id, first[0] AS since,
    null AS until
  UNION ALL
  MATCH (e:Enterprise {stuck: 'circular'})
  WHERE ($district IS NULL OR e.district STARTS WITH $district)
    AND ($town IS NULL OR e.town = $town)
    AND ($industry IS NULL OR e.industry STARTS WITH $industry)
    AND ($team IS NULL OR EXISTS { (:ServiceTeam {id: $team})-[:SERVES]->(e) })
  WITH count(e) AS number, min(e.id) AS behind
  // One who queues behind a circle cannot end it. Of those on its way to and round the circle two wait
  // for the enterprise by which it enters; where it is in the circle itself, no two wait for one.
  CALL (behind) {
    MATCH (:Enterprise {id: behind})-[:WAITS_FOR*0..]->(waiting:Enterprise)
    WITH DISTINCT waiting
    MATCH (waiting)-[:WAITS_FOR]->(c)
    WITH c, count(*) AS lead
    RETURN min(CASE WHEN lead > 1 THEN c.id END) AS entered
  }
  RETURN 5 AS place, 'circular' AS matter, number, coalesce(entered, behind) AS id, null AS since,
    null AS until
}
OPTIONAL MATCH (e:Enterprise {id: id})
RETURN
  matter,
  number,
  e.id AS enterprise,
  e.name AS name,
  coalesce(until, duration.inDays(since, today).days) AS days,
  e.contact AS contact,
  e.phone AS phone
ORDER BY place
