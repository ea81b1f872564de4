// Whom the enterprises of a range of ids wait for, as columns
MATCH (e:Enterprise)
WHERE e.id > $after AND e.id <= $upto
MATCH (e)-[w:WAITS_FOR]->(s)
RETURN collect(id(w)) AS relationships, collect(id(e)) AS enterprise, collect(id(s)) AS supplier,
  collect(w.material) AS material, collect(coalesce(w.days, $unknown)) AS days
