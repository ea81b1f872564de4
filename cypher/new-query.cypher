// New query NAME
/*
# Above: the English title. Here, up to the end of this comment: YAML. Below: one statement of Cypher.
# Lines that begin with # explain, and may go.
# 上方为英文标题；此注释内为 YAML；下方为一条 Cypher 语句。以 # 开头的行是说明，可以删去。

# The title on pages, in lists and at the assistants'; the English one as in the first line.
# 标题，用于页面、列表与智能助手；英文须与首行一致。
title: {en: New query NAME, zh: 新查询 NAME}

# What the answer tells and how it is read, in a sentence or two.
# 用一两句话说明结果的含义与读法。
about:
  en: Enterprises that at least so many other enterprises buy from.
  zh: 至少有若干家企业向其采购的企业。

# table, or graph: then the statement also returns nodes, relationships or paths, which are drawn.
# table 为表格；graph 还会绘图，语句须另外返回节点、关系或路径。
result: table

# What is asked for, as JSON Schema; $at_least in the statement. With a default it is optional.
# suggest: enterprises (or materials, teams) lets people find an id by name.
# 参数，写作 JSON Schema，语句中用 $at_least；有 default 即可省略。
# suggest: enterprises（或 materials、teams）可让人按名称查找编号。
parameters:
  at_least: {type: integer, minimum: 0, default: 3, label: {en: Buyers at least, zh: 采购企业至少}}

# What the statement returns, in this order, as JSON Schema; the label is the heading.
# 语句返回的列，按此顺序，写作 JSON Schema；label 为列标题。
columns:
  enterprise: {type: string, label: {en: Enterprise, zh: 企业}}
  name: {type: string, label: {en: Name, zh: 名称}}
  buyers: {type: integer, label: {en: Buyers, zh: 采购企业数}}

# May be left out: rows shown at most, and seconds that the answer may take.
# 可省略：最多显示的行数；查询限时（秒）。
limit: 1000
timeout: 5

# Values of the parameters for documentation and tests: with them the query is tried and planned.
# 参数示例，用于文档与测试。
example: {at_least: 3}
*/
MATCH (e:Enterprise)
WITH e, COUNT { (e)-[:SUPPLIES]->(:Enterprise) } AS buyers
WHERE buyers >= $at_least
RETURN e.id AS enterprise, e.name AS name, buyers
ORDER BY buyers DESC, enterprise
