// Waits
/*
title: {en: Waits, zh: 等待}
about: {en: "Rests on what is derived; drawn.", zh: 依据推算结果并绘图。}
result: graph
parameters:
  enterprise: {type: string, suggest: finds, label: {en: Enterprise, zh: 企业}}
columns:
  enterprise: {type: string, label: {en: Enterprise id, zh: 企业编号}}
  name: {type: string, label: {en: Name, zh: 名称}}
  ready_days: {type: number, label: {en: Ready in days, zh: 可复工天数}}
  ready_on: {type: string, format: date, label: {en: Ready on, zh: 可复工日期}}
  runs: {type: boolean, label: {en: Runs, zh: 正常生产}}
  firm: {type: boolean, label: {en: Firm, zh: 已核实}}
  phone: {type: string, label: {en: Telephone, zh: 电话}}
example: {enterprise: gongniu}
*/
MATCH (graph:Graph {id: 'graph'})
MATCH (e:Enterprise {id: $enterprise})
RETURN
  e.id AS enterprise,
  e.name AS name,
  e.ready_days AS ready_days,
  graph.as_of + duration({days: toInteger(ceil(e.ready_days))}) AS ready_on,
  e.runs AS runs,
  e.firm AS firm,
  e.phone AS phone,
  e AS itself
