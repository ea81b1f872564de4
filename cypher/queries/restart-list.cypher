// Restart list
/*
title: {en: Restart list, zh: 复工名单（白名单）}
about:
  en: "Which enterprises must be helped to start now so that the chosen ones are all ready by a day: of
    one that runs, that it loses no more days than that. To help one means that nothing is asked of it
    itself any more (workers, permits, prevention); for its materials it still waits. Nobody on the
    list can be left out, and without the indispensable ones all other enterprises together would not be
    enough; so a list that is as short as can be holds at least these. Each is given with those of the
    chosen that would be late without it, and with the need by which they hang on it. Where no help is
    enough, the rows are instead those of the chosen that stay late with everybody helped, with the
    reason and the waiting that is left. Chosen are the enterprises given, or else all leading ones
    that have not closed; of these, those of the district, the industry and the team. What was not tried in time is said. One whose own day
    is not known counts as able to start, as everywhere: data gaps lists it."
  zh: 为使所选企业都在若干天内料齐（在产企业为断料停产不超过该天数），现在必须帮哪些企业复工。“帮”指其自身条件（用工、审批、防控）即日具备，其物料仍须等待。名单中缺一不可；“必不可少”指缺了它，即使其余企业全部得到帮助也不够，因此任何名单都少不了它们。每家注明缺了它哪些所选企业会晚、经由谁的哪种用料。若全部帮到也来不及，则改列仍会晚的所选企业、原因及那时仍在等的链条。所选企业为给定的企业，未给定时为全部未关停龙头企业；给出属地、行业、专班时仅取其中的。限时内未及推演的会注明。自身可生产日未知的按今日可生产计，见“数据缺口”。
result: table
group: today
order: 15
empty: {en: "Nobody has to be helped: all of them are ready by then as things stand.", zh: 无需帮助：照现状届时均可料齐。}
parameters:
  enterprises: {default: null, label: {en: "Enterprises (none: all leading ones)", zh: "企业（不填为全部龙头企业）"}}
  district:
  industry:
  team: {default: null, offered_on: null}
  by_days: {type: number, default: 7, minimum: 0, maximum: 365, multipleOf: 0.01, label: {en: Ready in how many days, zh: 几天内料齐}}
columns:
  enterprise:
  name:
  own_days: {label: {en: Days it needs itself, zh: 自身尚需天数}}
  indispensable: {type: boolean, optional: true, description: "缺了它，其余全部得到帮助也不够；空白表示未及推演 / without it all others together are not enough; blank: not tried", label: {en: Indispensable, zh: 必不可少}}
  for_anchors: {type: array, optional: true, items: {type: string}, links: enterprise, description: "缺了它会晚的所选企业 / those of the chosen that are late without it", label: {en: For whom, zh: 为谁}}
  needed_by: {type: string, optional: true, links: enterprise, description: "空白表示它自身即所选企业 / blank: it is one of the chosen itself", label: {en: Needed by, zh: 需求企业}}
  material: {optional: true, label: {en: For which material, zh: 所需物料}}
  district:
  town:
  team:
  contact:
  phone:
  needed_by_name: {type: string, label: {en: Needed by (name), zh: 需求企业名称}}
  material_name: {label: {en: For which material (name), zh: 所需物料名称}}
  team_name:
  way: {type: array, optional: true, items: {type: string}, links: enterprise, description: "从所选企业到它 / from the chosen one down to it", label: {en: By way of, zh: 经由}}
  expected_on:
  tried: {type: boolean, optional: true, description: "是否已推演去掉它仍否足够 / whether the list was tried without it", label: {en: Tried without it, zh: 已试去掉}}
  impossible:
    type: string
    enum: [closed, circular, leads]
    words:
      closed: {en: waits for one that has closed, zh: 所等企业已关停}
      circular: {en: circular wait, zh: 循环等待}
      leads: {en: delivery days add up, zh: 交货天数累计}
    optional: true
    label: {en: Why it stays late, zh: 仍会晚的原因}
  best_days: {type: number, blank_is_never: impossible, optional: true, description: "全部帮到时的天数；空白表示无期 / with everybody helped; blank: never", label: {en: Days at best, zh: 最快天数}}
  steps: {type: array, optional: true, items: {type: object}, label: {en: What it waits for then, zh: 届时仍在等}}
  verdict:
    type: string
    enum: [enough, cut, impossible]
    once: true
    words:
      enough: {en: "if these start, all are ready by then; none of them can be left out", zh: 这些企业复工即可按期料齐，缺一不可}
      cut: {en: "if these start, all are ready by then; time did not suffice to try each without it", zh: 这些企业复工即可按期料齐；限时内未及逐一推演能否去掉}
      impossible: {en: "not possible: these stay late, whoever is helped", zh: 无法按期：无论帮谁，以下企业仍会晚}
    label: {en: Answer, zh: 结论}
  listed: {type: integer, once: true, label: {en: Enterprises on the list, zh: 名单企业数}}
  certain: {type: integer, once: true, label: {en: Of them on every possible list at least, zh: 其中任何名单至少都有的企业数}}
derives: restart-list
offers: {record-expected: {enterprise: enterprise}, raise-request: {enterprise: enterprise}}
example: {enterprises: [gongniu, xinhai], by_days: 4}
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
UNWIND $found AS one
MATCH (e:Enterprise {id: one.enterprise})
CALL (e) {
  OPTIONAL MATCH (t:ServiceTeam)-[:SERVES]->(e)
  RETURN t ORDER BY t.id LIMIT 1
}
RETURN
  e.id AS enterprise,
  e.name AS name,
  e.own_days AS own_days,
  one.indispensable AS indispensable,
  one.for_anchors AS for_anchors,
  one.needed_by AS needed_by,
  one.material AS material,
  e.district AS district,
  e.town AS town,
  t.id AS team,
  e.contact AS contact,
  e.phone AS phone,
  COLLECT { MATCH (b:Enterprise {id: one.needed_by}) RETURN b.name }[0] AS needed_by_name,
  COLLECT { MATCH (m:Material {id: one.material}) RETURN m.name }[0] AS material_name,
  t.name AS team_name,
  one.way AS way,
  e.expected_on AS expected_on,
  one.tried AS tried,
  one.impossible AS impossible,
  one.best AS best_days,
  CASE WHEN one.steps IS NOT NULL THEN COLLECT {
    UNWIND range(0, size(one.steps) - 1) AS hop
    WITH hop, one.steps[hop] AS step
    MATCH (x:Enterprise {id: step.enterprise})
    OPTIONAL MATCH (s:Enterprise {id: step.waits_for})
    OPTIONAL MATCH (m:Material {id: step.material})
    OPTIONAL MATCH (x)-[n:NEEDS]->(m)
    WITH hop, step, x, s, m,
      COLLECT {
        MATCH (s)-[r:SUPPLIES]->(x)
        WHERE r.gap IS NOT NULL AND r.material = m.id
        RETURN coalesce(r.lead_days, 0.0)
      }[0] AS lead,
      // the stock of one that runs has gone down since it was counted
      toInteger(round(100 * coalesce(n.stock_days, 0))) - CASE
        WHEN x.runs AND n.stock_on < graph.as_of
        THEN 100 * duration.inDays(n.stock_on, graph.as_of).days ELSE 0 END AS stock
    RETURN {
      enterprise: x.id, enterprise_name: x.name, ready_days: step.ready, runs: x.runs,
      closed: coalesce(x.closed_on <= graph.as_of, false),
      waits_for: s.id, waits_for_name: s.name, material: m.id, material_name: m.name,
      // goods between two that run are on the road already
      lead_days: CASE WHEN x.runs AND s.runs THEN 0.0 ELSE lead END,
      stock_days: CASE WHEN s IS NULL THEN null WHEN stock > 0 THEN stock / 100.0 ELSE 0.0 END
    } ORDER BY hop
  } END AS steps,
  one.verdict AS verdict,
  one.listed AS listed,
  one.certain AS certain
ORDER BY one.place
