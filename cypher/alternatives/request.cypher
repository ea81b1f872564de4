// Who raised a request, and for which material
MATCH (buyer:Enterprise)-[:RAISED]->(q:Request {id: $request})
OPTIONAL MATCH (q)-[:FOR]->(m:Material)
RETURN buyer.id AS buyer, m.id AS material
