// Slow
/*
title: {en: Slow, zh: 缓慢}
about: {en: "Takes longer than it may.", zh: 用时超过上限。}
result: value
columns:
  number: {type: integer, label: {en: Number, zh: 数}}
example: {}
timeout: 0.2
*/
UNWIND range(1, 100000) AS a
UNWIND range(1, 100000) AS b
RETURN count(a + b) AS number
