// en: What it makes and needs
// zh: 它的产品与用料
MATCH (e:Enterprise)
WHERE elementId(e) IN $nodes OR id(e) IN $nodes
MATCH path = (e)-[:MAKES|NEEDS]->(:Material)
RETURN path
LIMIT 10000
