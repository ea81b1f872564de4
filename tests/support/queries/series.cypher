// Series
/*
title: {en: Series, zh: 系列}
about: {en: "Two series of numbers over days.", zh: 两组按日数字。}
result: chart
columns:
  day: {type: string, format: date, label: {en: Day, zh: 日期}}
  gained_days:
  held:
example: {}
*/
UNWIND [[date('2020-02-12'), 2.5, 4], [date('2020-02-13'), -1.5, null]] AS row
RETURN row[0] AS day, row[1] AS gained_days, row[2] AS held
