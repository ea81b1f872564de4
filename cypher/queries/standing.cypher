// Where the network stands
/*
title: {en: Where the network stands, zh: 全网态势}
about:
  en: "How many enterprises are in flow, run but will run short, can run today, will be ready later,
    or will never be ready as things stand: every enterprise counts in one of the five. Verified
    are those whose day rests on confirmed facts only."
  zh: 全网企业按现状分为五类：正常供货、在产但将断料、今日可复工、稍后可复工、照此无期，每家只计一次。已核实指推算所依据的事实均已确认的企业。
result: table
group: progress
order: 10
columns:
  enterprises: {label: {en: Enterprises, zh: 企业数}}
  resumed:
  in_flow: {type: integer}
  running_short: {type: integer, label: {en: Running short, zh: 在产将断料}}
  able: {type: integer, label: {en: Can run today, zh: 今日可复工}}
  waiting: {label: {en: Ready later, zh: 稍后可复工}}
  never: {type: integer, label: {en: Never as things stand, zh: 照此无期}}
  firm: {type: integer, label: {en: Verified, zh: 已核实}}
example: {}
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
MATCH (e:Enterprise)
RETURN
  count(e) AS enterprises,
  count(CASE WHEN e.resumed_on <= graph.as_of
    AND coalesce(e.closed_on > graph.as_of, true) THEN 1 END) AS resumed,
  count(CASE WHEN e.in_flow THEN 1 END) AS in_flow,
  count(CASE WHEN e.runs AND NOT e.in_flow AND e.stuck IS NULL THEN 1 END) AS running_short,
  count(CASE WHEN NOT e.runs AND e.ready_days = 0 THEN 1 END) AS able,
  count(CASE WHEN NOT e.runs AND e.ready_days > 0 THEN 1 END) AS waiting,
  count(CASE WHEN e.stuck IS NOT NULL THEN 1 END) AS never,
  count(CASE WHEN e.firm THEN 1 END) AS firm
