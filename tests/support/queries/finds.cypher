// Finds
/*
title: {en: Finds, zh: 查找}
about: {en: "Finds enterprises by name or id.", zh: 按名称或编号查找企业。}
result: table
parameters:
  text: {type: string, default: "", label: {en: Text, zh: 文字}}
columns:
  enterprise: {type: string, label: {en: Enterprise, zh: 企业}}
  name: {type: string, label: {en: Name, zh: 名称}}
example: {text: 公牛}
*/
MATCH (e:Enterprise)
WHERE e.name CONTAINS $text OR e.id STARTS WITH $text
RETURN e.id AS enterprise, e.name AS name
ORDER BY enterprise
