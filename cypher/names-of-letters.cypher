// What some letters are called: their number, and the enterprise on whose behalf they are written
UNWIND $ids AS id
MATCH (l:Letter {id: id})-[:ON_BEHALF_OF]->(a:Enterprise)
RETURN l.id AS id, coalesce(l.number, l.id) + ' · ' + a.name AS name,
  coalesce(l.number, l.id) + ' · ' + coalesce(a.name_en, a.name) AS name_en
