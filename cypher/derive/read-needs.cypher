// The needs of the enterprises of a range of ids, as columns
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today
MATCH (e:Enterprise)
WHERE e.id > $after AND e.id <= $upto
MATCH (e)-[n:NEEDS]->(m)
WITH today, e, m, n {.essential, .stock_days, .stock_on} AS p
RETURN collect(id(e)) AS enterprise, collect(id(m)) AS material,
  collect(coalesce(p.essential, true)) AS essential,
  collect(coalesce(p.stock_days, 0.0)) AS stock,
  collect(coalesce(duration.inDays(today, p.stock_on).days, $unknown)) AS counted
