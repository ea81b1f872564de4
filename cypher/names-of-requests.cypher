// What some requests are called: the material and the enterprise that wants it
UNWIND $ids AS id
MATCH (e:Enterprise)-[:RAISED]->(q:Request {id: id})
OPTIONAL MATCH (q)-[:FOR]->(m:Material)
RETURN q.id AS id, coalesce(m.name + ' · ', '') + e.name AS name,
  coalesce(coalesce(m.name_en, m.name) + ' · ', '') + coalesce(e.name_en, e.name) AS name_en
