// The three rates day by day
/*
title: {en: The three rates day by day, zh: 三率走势}
about:
  en: "Resumption, return and output rate of all, or of one group, day by day, as the board shows them:
    today as it stands now, by anchor as of the last derivation."
  zh: 全部企业或某一分组的复工率、返岗率、复产率逐日走势，口径同四同步看板；今日为实时数字（按龙头时为最近一次推算时）。
result: chart
empty: {en: "Nothing is recorded of that; where groups are chosen, say which one.", zh: 没有相应的记录；选择统计口径时请填写其中一个分组。}
group: progress
order: 23
parameters:
  by: {type: string, enum: [all, city, district, town, industry, team, anchor], default: all, words: grouping, label: {en: Grouped by, zh: 统计口径}}
  group: {type: string, default: null, words_by: {city: place, district: place, industry: industry}, label: {en: "One group (its code, name or id; of an industry, how its code begins)", zh: 单个分组（代码、名称或编号；行业可只写前几位）}}
  since:
columns:
  day: {type: string, format: date, label: {en: Day, zh: 日期}}
  resumption_rate: {type: number, label: {en: Resumption rate, zh: 复工率}}
  return_rate: {type: number, label: {en: Return rate, zh: 返岗率}}
  output_rate:
example: {}
limit: 400
timeout: 10
*/
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today, CASE WHEN $by = 'all' AND $group = 'all' THEN null ELSE $group END AS group
// groups may overlap, as those of several teams: of several of one kind there is no rate
WHERE $by = 'all' OR group IS NOT NULL
CALL (today, group) {
  MATCH (past:Day {by: $by})
  WHERE past.day < today AND ($since IS NULL OR past.day >= $since)
    AND (group IS NULL OR past.key = group OR $by = 'industry' AND past.key STARTS WITH group)
  RETURN past.day AS day, past {.*} AS counted
  UNION ALL
  // by anchor nothing is kept but the record
  MATCH (record:Day {by: $by, day: today})
  WHERE $by = 'anchor' AND record.key = group
  RETURN today AS day, record {.*} AS counted
  UNION ALL
  MATCH (now:Group {by: $by})
  WHERE group IS NULL OR now.key = group OR $by = 'industry' AND now.key STARTS WITH group
  RETURN today AS day, now {.*} AS counted
}
// towns of one name in several districts, industries whose codes begin so: their sums
WITH day, sum(counted.resumed) AS resumed, sum(counted.should_resume) AS should_resume,
  sum(counted.on_post) AS on_post, sum(counted.headcount) AS headcount,
  sum(counted.output) AS output, sum(counted.output_headcount) AS output_headcount
RETURN
  day,
  CASE WHEN should_resume > 0 THEN toFloat(resumed) / should_resume END AS resumption_rate,
  CASE WHEN headcount > 0 THEN toFloat(on_post) / headcount END AS return_rate,
  CASE WHEN output_headcount > 0 THEN output / 100.0 / output_headcount END AS output_rate
ORDER BY day
