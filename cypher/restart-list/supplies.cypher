// The supplies that count to some enterprises, as columns, with what stands of their suppliers: the own
// day, when it is ready, whether it has closed
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today
UNWIND $enterprises AS id
MATCH (e:Enterprise {id: id})<-[r:SUPPLIES]-(s:Enterprise)
WHERE r.gap IS NOT NULL
RETURN collect(s.id) AS supplier, collect(e.id) AS buyer, collect(r.material) AS material,
  collect(r.gap) AS gap, collect(coalesce(r.weight, -1)) AS weight,
  collect(coalesce(s.own_days, -1)) AS own_days, collect(coalesce(s.ready_days, -1)) AS ready_days,
  collect(coalesce(s.closed_on <= today, false)) AS closed
