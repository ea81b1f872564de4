// Numbers
/*
title: {en: Numbers, zh: 数字}
about: {en: "Counts up; cut after three rows.", zh: 依次计数，三行即截断。}
result: table
parameters:
  until: {type: integer, minimum: 1, maximum: 100000, label: {en: Until, zh: 计到}}
columns:
  number: {type: integer, label: {en: Number, zh: 数}}
  name: {type: string, label: {en: Name, zh: 名称}}
example: {until: 2}
limit: 3
*/
UNWIND range(1, $until) AS number
RETURN number, 'row ' + number AS name
