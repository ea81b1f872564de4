// Many
/*
title: {en: Many, zh: 很多}
about: {en: "A million rows.", zh: 一百万行。}
result: table
columns:
  number: {type: integer, label: {en: Number, zh: 数}}
  text: {type: string, label: {en: Text, zh: 文字}}
example: {}
limit: 3
*/
UNWIND range(1, 1000000) AS number
RETURN number, 'row ' + number AS text
