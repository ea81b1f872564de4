// Total
/*
title: {en: Total, zh: 总数}
about: {en: "One value.", zh: 单个值。}
result: value
columns:
  enterprises: {type: integer, label: {en: Enterprises in all, zh: 企业总数}}
example: {}
*/
MATCH (e:Enterprise)
RETURN 1000 + count(e) AS enterprises
