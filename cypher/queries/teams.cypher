// Service teams and labour squads
/*
title: {en: Service teams and labour squads, zh: 专班与小分队}
about:
  en: "Finds service teams and labour squads by any part of their name, by its pinyin or initials, by
    destination or by id,
    and says how many enterprises each serves and how many workers it brings back."
  zh: 按名称任意部分、拼音或拼音首字母、前往地或编号查找服务专班与用工保障小分队，并给出各自服务的企业数与接回的员工数。
result: table
finds: team
parameters:
  text: {label: {en: 'Name, destination or id', zh: 名称、前往地或编号}}
  kind: {type: string, enum: [service_team, labour_squad], default: null, words: team_kind, label: {en: Kind, zh: 类别}}
columns:
  team:
  name:
  kind: {type: string, words: team_kind, label: {en: Kind, zh: 类别}}
  destination:
  enterprises:
  workers:
  leader: {whose: team}
  phone: {whose: team}
example: {text: 专班}
limit: 100
*/
WITH [$text] + $spellings AS texts, replace(replace(toLower($text), ' ', ''), 'ü', 'v') AS sound
MATCH (t:ServiceTeam)
WHERE (any(text IN texts WHERE t.id STARTS WITH text
      OR toLower(t.name) CONTAINS toLower(text)
      OR t.destination CONTAINS text)
    OR sound =~ '[a-z0-9]{2,}' AND t.pinyin CONTAINS '|' + sound)
  AND ($kind IS NULL OR t.kind = $kind)
WITH t,
  CASE
    WHEN any(text IN texts WHERE t.id = text) THEN 0
    WHEN any(text IN texts WHERE t.id STARTS WITH text
      OR toLower(t.name) STARTS WITH toLower(text)) THEN 1
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
