// New query NAME
/*
# Above: the English title. Here, up to the end of this comment: YAML. Below it: one statement of Cypher.
# Lines that begin with # explain, and may go. All keys: docs/saved-queries.md.
# 上方为英文标题；此注释内为 YAML；其下为一条 Cypher 语句。
# 以 # 开头的行是说明，可以删去。全部键见 docs/saved-queries.md。

# The title on pages, in lists and for assistants; the English one is the same as in the first line.
# 标题，用于页面、列表与智能助手；英文与首行一致。
title: {en: New query NAME, zh: 新查询 NAME}

# What it answers and how to read that, in a few sentences.
# 用几句话说明它回答什么、结果怎样读。
about:
  en: Enterprises that at least so many others buy from, those with most buyers first.
  zh: 至少有若干家企业向其采购的企业，采购企业多者在前。

# table; or graph: nodes, relationships and paths that the statement also returns are drawn.
# table 为表格；graph 另绘语句所返回的节点、关系与路径。
result: table

# Where it is listed: a name in cypher/groups.yaml. `order: 10` would say at which place there.
# 所属分组，取 cypher/groups.yaml 中的名称；加 order: 10 可定组内次序。
group: more

# What is asked for, each as JSON Schema with a label; $at_least in the statement. With a default it
# may be left out. Common ones, such as `enterprise:`, are in cypher/columns.yaml: the name suffices.
# 参数：JSON Schema 加 label，语句中写作 $at_least；有 default 即可省略。
# 常用参数（如 enterprise:）已在 cypher/columns.yaml 中定义，只写名称即可。
parameters:
  at_least: {type: integer, minimum: 0, default: 3, label: {en: Buyers at least, zh: 采购企业至少}}

# What the statement returns, in the order shown; the label is the heading. The first three are in
# cypher/columns.yaml: it says that `enterprise` links to a page, and that `contact` is personal data.
# 语句返回的列，按显示顺序；label 为列标题。前三列已在 cypher/columns.yaml 中定义：
# enterprise 链接到企业页面，contact 为个人信息。
columns:
  enterprise:
  name:
  contact:
  buyers: {type: integer, label: {en: Buyers, zh: 采购企业数}}

# Rows at most, and seconds that it may take; both may be left out.
# 结果行数上限与用时上限（秒），均可省略。
limit: 1000
timeout: 5

# Arguments that give an answer: for the documentation, and to try and plan the statement with.
# 可得出结果的示例参数，用于文档，也用于试算语句。
example: {at_least: 3}
*/
MATCH (e:Enterprise)
WITH e, COUNT { MATCH (e)-[:SUPPLIES]->(buyer:Enterprise) RETURN DISTINCT buyer } AS buyers
WHERE buyers >= $at_least
RETURN e.id AS enterprise, e.name AS name, e.contact AS contact, buyers
ORDER BY buyers DESC, enterprise
