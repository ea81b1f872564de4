// Who could meet a request
/*
title: {en: Who could meet a request, zh: 谁能满足该需求}
about:
  en: "For a request for a material: known makers that do not supply it to the enterprise that raised
    it and are not closed, by what the anchors behind that enterprise would gain, with the broker who
    may bring the two together. As \"Alternative suppliers\" gives it; from each line one may match."
  zh: 针对一项物料需求：已知能生产该物料、目前未向提出企业供货且未关停的企业，按其背后各龙头企业合计提前天数排序，并列出可牵线的企业（口径同“替代供应商”）；可在行内直接对接。
result: table
group: today
order: 45
shown_on: request
parameters:
  request:
  lead_days: {default: null, label: {en: Lead time in days (blank for each one's own), zh: 交货天数（留空取各企业自身）}}
columns:
  supplier:
  name:
  anchors_gain_days: {type: number, description: "提出企业下游全部龙头企业合计，仅计前后均可料齐者 / of all anchors behind the enterprise together that are ready before and then", label: {en: Anchors gain in days, zh: 龙头合计提前天数}}
  anchors_freed: {type: integer, description: "原本永远无法料齐、此后可料齐的龙头企业，排在最前 / anchors never ready before that would be; they come first", label: {en: Anchors freed, zh: 由无期变为可复工的龙头数}}
  gain_days: {type: number, description: "前后之一为无期时留空 / blank where it is never ready before or then", label: {en: Its enterprise gains in days, zh: 提出企业提前天数}}
  after_days: {description: '提出企业由该供应方供货时；空白表示无期 / of the enterprise, with this supplier; blank: never', label: {en: Its enterprise ready then in days, zh: 推演后提出企业天数}}
  lead_days:
  lead_assumed: {type: boolean, label: {en: Lead is assumed, zh: 交货天数为假定}}
  daily_capacity:
  daily_quantity:
  broker:
  broker_name: {type: string, label: {en: Broker (name), zh: 牵线企业名称}}
  distance_km: {type: number, label: {en: Distance in km, zh: 距离（公里）}}
  town:
  runs:
  contact: {whose: supplier}
  phone: {whose: supplier}
derives: alternatives
offers: {match-request: {request: request, supplier: supplier, broker: broker, lead_days: lead_days}}
example: {request: request-01}
limit: 50
timeout: 30
*/
MATCH (buyer:Enterprise {id: $buyer})
MATCH (m:Material {id: $material})
UNWIND $found AS one
MATCH (s:Enterprise {id: one.supplier})
MATCH (s)-[made:MAKES]->(m)
OPTIONAL MATCH (buyer)-[need:NEEDS]->(m)
OPTIONAL MATCH (broker:Enterprise {id: one.broker})
RETURN
  s.id AS supplier,
  s.name AS name,
  one.anchors_gain AS anchors_gain_days,
  one.anchors_freed AS anchors_freed,
  one.gain AS gain_days,
  one.after AS after_days,
  coalesce($lead_days, one.lead) AS lead_days,
  one.lead_assumed AS lead_assumed,
  made.daily_capacity AS daily_capacity,
  need.daily_quantity AS daily_quantity,
  broker.id AS broker,
  broker.name AS broker_name,
  one.distance AS distance_km,
  s.town AS town,
  s.runs AS runs,
  s.contact AS contact,
  s.phone AS phone
ORDER BY one.place
