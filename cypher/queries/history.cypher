// Day by day
/*
title: {en: Day by day, zh: 逐日进度}
about:
  en: "The figures of the four-sync board day by day, the latest first, for all or for one grouping or
    group: how far survey, filing, prevention and resumption had come, the three rates, resumed,
    producing and at full output apart, who was in flow, who was never to be ready, and the days that
    those which run were to lose. Today is as it stands now, by anchor as of the last derivation; a
    day that is over is as it stood before the graph moved on."
  zh: 四同步看板的各项数字逐日列出，最近的在前，可按统计口径或单个分组查看：四步进度、三率，复工、复产、达产分列，正常供货、照此无期的企业数与预计断料停产天数。今日为实时数字（按龙头时为最近一次推算时），已过去的日子为截止日更新前的数字。
result: table
group: progress
order: 22
parameters:
  by: {type: string, enum: [all, city, district, town, industry, team, anchor], default: all, words: grouping, label: {en: Grouped by, zh: 统计口径}}
  group: {type: string, default: null, words_by: {city: place, district: place, industry: industry}, label: {en: "One group (its code, name or id; of an industry, how its code begins)", zh: 单个分组（代码、名称或编号；行业可只写前几位）}}
  since:
columns:
  day: {type: string, format: date, label: {en: Day, zh: 日期}}
  group: {type: string, words_by: {city: place, district: place, industry: industry}, label: {en: Group, zh: 分组}}
  name:
  enterprises: {label: {en: Enterprises, zh: 企业数}}
  surveyed: {type: integer, label: {en: Surveyed, zh: 已摸底}}
  filed: {type: integer, label: {en: Filed, zh: 已备案}}
  prevention: {type: integer, label: {en: Prevention checked, zh: 防控到位}}
  resumed:
  resumption_rate: {type: number, label: {en: Resumption rate, zh: 复工率}}
  return_rate: {type: number, label: {en: Return rate, zh: 返岗率}}
  output_rate:
  missing: {type: integer, label: {en: Enterprises with missing figures, zh: 缺数企业数}}
  in_flow: {type: integer}
  never: {type: integer, label: {en: Never as things stand, zh: 照此无期}}
  lost_days: {description: 在产企业合计 / of all that run together}
  producing: {type: integer, label: {en: Producing, zh: 已复产}}
  at_full_output: {type: integer, label: {en: At full output, zh: 已达产}}
  above_scale_rate: {type: number, label: {en: Resumption rate above designated size, zh: 规上企业复工率}}
  index_rate: {type: number, description: '复工率与复产率的平均值 / the mean of the resumption rate and the output rate', label: {en: Index of resumption and output, zh: 复工复产指数}}
  should_resume: {type: integer, label: {en: Should resume, zh: 应复工}}
  on_post:
  headcount:
  above_scale: {type: integer, label: {en: Above designated size that should resume, zh: 应复工规上企业}}
  above_scale_resumed: {type: integer, label: {en: Of them resumed, zh: 其中已复工}}
  district: {label: {en: District of the town, zh: 乡镇所属区县}}
  return_missing: {type: integer, label: {en: Return figures missing, zh: 缺返岗数据}}
  output: {type: number, label: {en: Headcount × output, zh: 员工数 × 复产率}}
  output_headcount: {type: integer, label: {en: Headcount of those with output known, zh: 复产数据齐全企业员工数}}
  output_missing: {type: integer, label: {en: Output figures missing, zh: 缺复产数据}}
  name_en: {optional: true}
example: {}
limit: 1000
timeout: 10
*/
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today, CASE WHEN $by = 'all' AND $group = 'all' THEN null ELSE $group END AS group
CALL (today, group) {
  MATCH (past:Day {by: $by})
  WHERE past.day < today AND ($since IS NULL OR past.day >= $since)
    AND (group IS NULL OR past.key = group OR $by = 'industry' AND past.key STARTS WITH group)
  RETURN past.day AS day, past.name AS name, past {.*} AS counted
  UNION ALL
  // by anchor nothing is kept but the record
  MATCH (record:Day {by: $by, day: today})
  WHERE $by = 'anchor' AND (group IS NULL OR record.key = group)
  RETURN today AS day, record.name AS name, record {.*} AS counted
  UNION ALL
  MATCH (now:Group {by: $by})
  WHERE group IS NULL OR now.key = group OR $by = 'industry' AND now.key STARTS WITH group
  OPTIONAL MATCH (record:Day {id: toString(today) + ' ' + now.id})
  RETURN today AS day, coalesce(record.name, now.key, CASE $by
      WHEN 'all' THEN '全部企业 / all enterprises' ELSE '未填 / not given' END) AS name,
    now {.*} AS counted
}
WITH day, name, counted,
  CASE WHEN counted.should_resume > 0
    THEN toFloat(counted.resumed) / counted.should_resume END AS resumption_rate,
  CASE WHEN counted.output_headcount > 0
    THEN counted.output / 100.0 / counted.output_headcount END AS output_rate
ORDER BY day DESC, counted.enterprises DESC, counted.key, counted.district
LIMIT coalesce($most, 1000000000)
RETURN
  day,
  coalesce(counted.key, CASE $by WHEN 'all' THEN 'all' END) AS group,
  name,
  CASE $by WHEN 'anchor' THEN COLLECT { MATCH (a:Enterprise {id: counted.key}) RETURN a.name_en }[0]
    END AS name_en,
  counted.enterprises AS enterprises,
  counted.surveyed AS surveyed,
  counted.filed AS filed,
  counted.prevention AS prevention,
  counted.resumed AS resumed,
  resumption_rate,
  CASE WHEN counted.headcount > 0
    THEN toFloat(counted.on_post) / counted.headcount END AS return_rate,
  output_rate,
  counted.missing AS missing,
  counted.in_flow AS in_flow,
  counted.never AS never,
  counted.lost / 100.0 AS lost_days,
  counted.producing AS producing,
  counted.at_full_output AS at_full_output,
  CASE WHEN counted.above_scale > 0
    THEN toFloat(counted.above_scale_resumed) / counted.above_scale END AS above_scale_rate,
  (resumption_rate + output_rate) / 2 AS index_rate,
  counted.should_resume AS should_resume,
  counted.on_post AS on_post,
  counted.headcount AS headcount,
  counted.above_scale AS above_scale,
  counted.above_scale_resumed AS above_scale_resumed,
  CASE WHEN counted.by = 'town' THEN counted.district END AS district,
  counted.return_missing AS return_missing,
  counted.output / 100.0 AS output,
  counted.output_headcount AS output_headcount,
  counted.output_missing AS output_missing
ORDER BY day DESC, enterprises DESC, group, district
