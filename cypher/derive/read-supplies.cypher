// The supplies to the enterprises of a range of ids, as columns: what is known of them, then what
// was derived
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today
MATCH (e:Enterprise)
WHERE e.id > $after AND e.id <= $upto
MATCH (s)-[r:SUPPLIES]->(e)
WITH today, s, r, e, r {
  .material, .lead_days, .share, .since, .until, .gap, .weight, .part, .breaks
} AS p
RETURN collect(id(r)) AS relationships, collect(id(s)) AS supplier, collect(id(e)) AS buyer,
  collect(p.material) AS material,
  collect(coalesce(p.lead_days, $unknown)) AS lead,
  collect(coalesce(p.share, $unknown)) AS share,
  collect(coalesce(duration.inDays(today, p.since).days, $unknown)) AS since,
  collect(coalesce(duration.inDays(today, p.until).days, $unknown)) AS until,
  collect(coalesce(p.gap, $unknown)) AS gap,
  collect(coalesce(p.weight, $unknown)) AS weight,
  collect(coalesce(p.part, $unknown)) AS part,
  collect(coalesce(p.breaks, $unknown)) AS breaks
