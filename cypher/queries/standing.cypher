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
OPTIONAL MATCH (everybody:Group {id: 'all:'})
WITH everybody {.*} AS counted
RETURN
  coalesce(counted.enterprises, 0) AS enterprises,
  coalesce(counted.resumed, 0) AS resumed,
  coalesce(counted.in_flow, 0) AS in_flow,
  coalesce(counted.running_short, 0) AS running_short,
  coalesce(counted.able, 0) AS able,
  coalesce(counted.waiting, 0) AS waiting,
  coalesce(counted.never, 0) AS never,
  coalesce(counted.firm, 0) AS firm
