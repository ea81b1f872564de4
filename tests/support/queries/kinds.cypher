// Kinds
/*
title: {en: Kinds, zh: 各类参数}
about: {en: "One parameter of every kind.", zh: 每类参数各一。}
result: table
parameters:
  word: {type: string, maxLength: 5, label: {en: Word, zh: 词}}
  flag: {type: boolean, default: null, label: {en: Flag, zh: 标志}}
  day: {type: string, format: date, default: null, label: {en: Day, zh: 日期}}
  list: {type: array, items: {type: string}, default: [], label: {en: List, zh: 列表}}
  by: {type: string, enum: [city, town], default: city, label: {en: By, zh: 口径}}
  count: {type: integer, minimum: 1, maximum: 9, default: 3, label: {en: Count, zh: 数目}}
  share: {type: number, default: null, label: {en: Share, zh: 份额}}
columns:
  word: {type: string, label: {en: Word, zh: 词}}
  flag: {type: boolean, label: {en: Flag, zh: 标志}}
  day: {type: string, format: date, label: {en: Day, zh: 日期}}
  list: {type: array, items: {type: string}, label: {en: List, zh: 列表}}
  by: {type: string, label: {en: By, zh: 口径}}
  count: {type: integer, label: {en: Count, zh: 数目}}
  share: {type: number, label: {en: Share, zh: 份额}}
  nested: {type: object, label: {en: Nested, zh: 嵌套}}
example: {word: 好}
*/
RETURN $word AS word, $flag AS flag, $day AS day, $list AS list, $by AS by, $count AS count,
  $share AS share, {a: 1, b: [true, null]} AS nested
