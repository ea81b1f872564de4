// Stores the pinyin of names, given as [id, name, pinyin]; not where the name is another by now
UNWIND $rows AS row
CALL (row) {
  WITH * WHERE $label = 'Enterprise'
  MATCH (n:Enterprise {id: row[0]})
  RETURN n
  UNION ALL
  WITH * WHERE $label = 'Material'
  MATCH (n:Material {id: row[0]})
  RETURN n
  UNION ALL
  WITH * WHERE $label = 'ServiceTeam'
  MATCH (n:ServiceTeam {id: row[0]})
  RETURN n
}
WITH n, row
WHERE n.name = row[1]
SET n.pinyin = row[2]
