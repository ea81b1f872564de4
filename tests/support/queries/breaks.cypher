// Breaks
/*
title: {en: Breaks, zh: 中断}
about: {en: "Fails after fifty thousand rows.", zh: 五万行后出错。}
result: table
columns:
  number: {type: integer, label: {en: Number, zh: 数}}
example: {}
limit: 3
*/
UNWIND range(1, 100000) AS number
RETURN 1 / (50000 - number) AS number
