// The things of a label whose pinyin is not that of their name, by id, some at a time
CALL () {
  WITH * WHERE $label = 'Enterprise'
  MATCH (n:Enterprise)
  WHERE n.id > $after AND NOT coalesce(n.pinyin STARTS WITH n.name + '|', n.name IS NULL)
  RETURN n.id AS id, n.name AS name ORDER BY id LIMIT $most
  UNION ALL
  WITH * WHERE $label = 'Material'
  MATCH (n:Material)
  WHERE n.id > $after AND NOT coalesce(n.pinyin STARTS WITH n.name + '|', n.name IS NULL)
  RETURN n.id AS id, n.name AS name ORDER BY id LIMIT $most
  UNION ALL
  WITH * WHERE $label = 'ServiceTeam'
  MATCH (n:ServiceTeam)
  WHERE n.id > $after AND NOT coalesce(n.pinyin STARTS WITH n.name + '|', n.name IS NULL)
  RETURN n.id AS id, n.name AS name ORDER BY id LIMIT $most
}
RETURN id, name
