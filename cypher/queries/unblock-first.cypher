// Unblock first
/*
title: {en: Unblock first, zh: 优先疏通堵点}
about:
  en: "Enterprises at the root of others' waiting: they do not run yet, are not closed down, and
    wait for nobody but themselves (workers, permits, prevention). Those for whom most others wait,
    directly or through others, come first; those others are counted as held up."
  zh: 堵点企业：尚未复工、未关停，且不等别人、只等自身条件（用工、审批、防控）。按直接或逐级等待它的企业数从多到少排列，等待它的企业计为“被卡”。
result: table
parameters:
  district: {type: string, default: null, pattern: "^[0-9]{2,6}$", label: {en: District code or its first digits, zh: 区划代码（可只写前几位）}}
  industry: {type: string, default: null, label: {en: Industry code or its beginning, zh: 行业代码（可只写前几位）}}
  limit: {type: integer, default: 100, minimum: 1, maximum: 1000, label: {en: At most, zh: 最多条数}}
columns:
  enterprise: {type: string, label: {en: Enterprise, zh: 企业}}
  name: {type: string, label: {en: Name, zh: 名称}}
  held: {type: integer, label: {en: Enterprises held up, zh: 被卡企业数}}
  held_above_scale: {type: integer, label: {en: Held above designated size, zh: 被卡规上企业数}}
  held_headcount: {type: integer, label: {en: Headcount held up, zh: 被卡员工数}}
  own_days: {type: number, label: {en: Days it needs itself, zh: 自身尚需天数}}
  expected_on: {type: string, format: date, label: {en: Expected on, zh: 预计复工日期}}
  firm: {type: boolean, label: {en: Firm, zh: 已核实}}
  stuck: {type: string, enum: [closed, circular, late], label: {en: Stuck, zh: 无法复工原因}}
  district: {type: string, label: {en: District, zh: 属地}}
  town: {type: string, label: {en: Town, zh: 乡镇}}
  industry: {type: string, label: {en: Industry, zh: 行业}}
  contact: {type: string, label: {en: Contact, zh: 联系人}}
  phone: {type: string, label: {en: Telephone, zh: 电话}}
example: {}
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today
// ready later than today, or, expected only after a year, never; and waiting for nobody
MATCH (e:Enterprise)
WHERE (e.ready_days > 0 OR e.stuck = 'late')
  AND NOT coalesce(e.closed_on <= today, false)
  AND NOT EXISTS { (e)-[:WAITS_FOR]->() }
  AND ($district IS NULL OR e.district STARTS WITH $district)
  AND ($industry IS NULL OR e.industry STARTS WITH $industry)
// nobody waits for two: each enterprise is held up by one root, and counted once in all
CALL (e) {
  MATCH (e)<-[:WAITS_FOR*1..]-(waiting:Enterprise)
  WITH DISTINCT waiting
  RETURN
    count(waiting) AS held,
    count(CASE WHEN waiting.above_scale THEN 1 END) AS held_above_scale,
    coalesce(sum(waiting.headcount), 0) AS held_headcount
}
WITH e, held, held_above_scale, held_headcount
ORDER BY held DESC, held_above_scale DESC, held_headcount DESC, e.id
LIMIT $limit
RETURN
  e.id AS enterprise,
  e.name AS name,
  held,
  held_above_scale,
  held_headcount,
  e.own_days AS own_days,
  e.expected_on AS expected_on,
  e.firm AS firm,
  e.stuck AS stuck,
  e.district AS district,
  e.town AS town,
  e.industry AS industry,
  e.contact AS contact,
  e.phone AS phone
ORDER BY held DESC, held_above_scale DESC, held_headcount DESC, enterprise
