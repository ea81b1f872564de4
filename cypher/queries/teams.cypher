// Service teams and labour squads
/*
title: {en: Service teams and labour squads, zh: 专班与小分队}
about:
  en: "Finds service teams and labour squads by any part of their name, by destination or by id,
    and says how many enterprises each serves and how many workers it brings back."
  zh: 按名称任意部分、前往地或编号查找服务专班与用工保障小分队，并给出各自服务的企业数与接回的员工数。
result: table
parameters:
  text: {type: string, default: "", label: {en: "Name, destination or id", zh: 名称、前往地或编号}}
  kind: {type: string, enum: [service_team, labour_squad], default: null, label: {en: Kind, zh: 类别}}
columns:
  team: {type: string, label: {en: Team, zh: 专班}}
  name: {type: string, label: {en: Name, zh: 名称}}
  kind: {type: string, label: {en: Kind, zh: 类别}}
  destination: {type: string, label: {en: Destination, zh: 前往地}}
  enterprises: {type: integer, label: {en: Enterprises served, zh: 服务企业数}}
  workers: {type: integer, label: {en: Workers to bring back, zh: 接回员工数}}
  leader: {type: string, label: {en: Leader, zh: 负责人}}
  phone: {type: string, label: {en: Telephone, zh: 电话}}
example: {text: 专班}
limit: 100
*/
MATCH (t:ServiceTeam)
WHERE (t.id STARTS WITH $text
    OR toLower(t.name) CONTAINS toLower($text)
    OR t.destination CONTAINS $text)
  AND ($kind IS NULL OR t.kind = $kind)
WITH t,
  CASE
    WHEN t.id = $text THEN 0
    WHEN t.id STARTS WITH $text OR toLower(t.name) STARTS WITH toLower($text) THEN 1
    ELSE 2
  END AS fit
RETURN
  t.id AS team,
  t.name AS name,
  t.kind AS kind,
  t.destination AS destination,
  COUNT { (t)-[:SERVES]->(:Enterprise) } AS enterprises,
  COUNT { (t)-[:ESCORTS]->(:Worker) } AS workers,
  t.leader AS leader,
  t.phone AS phone
ORDER BY fit, size(t.name), t.name, t.id
