// Late
/*
title: {en: Late, zh: 迟来}
about: {en: "Has its first row late.", zh: 首行很迟。}
result: value
columns:
  number: {type: integer, label: {en: Number, zh: 数}}
example: {}
timeout: 60
*/
UNWIND range(1, 100000) AS a
UNWIND range(1, 100000) AS b
RETURN count(a + b) AS number
