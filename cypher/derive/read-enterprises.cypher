// The enterprises of a range of ids, as columns: what is known of them, then what was derived.
// Days are counted from the day of the graph; $unknown stands for null.
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today
MATCH (e:Enterprise)
WHERE e.id > $after AND e.id <= $upto
// of several alike the one with the smallest id counts
WITH today, e ORDER BY e.id
WITH today, e, e {
  .closed_on, .resumed_on, .expected_on, .output_rate, .surveyed_on, .anchor, .above_scale,
  .runs, .own_days, .at, .ready_days, .in_flow, .firm, .doubt, .stuck, .hops, .stop_days,
  .stop_material, .lead_at, .core, .essential_core, .anchors_supplied, .stops_enterprises, .stops_anchors, .stopped_by,
  .saves_above, .saves_days, .saves_open
} AS p
RETURN collect(id(e)) AS nodes, collect(e.id) AS ids,
  collect(coalesce(duration.inDays(today, p.closed_on).days, $unknown)) AS closed,
  collect(coalesce(duration.inDays(today, p.resumed_on).days, $unknown)) AS resumed,
  collect(coalesce(duration.inDays(today, p.expected_on).days, $unknown)) AS expected,
  collect(coalesce(p.output_rate >= $full_output, true)) AS full_output,
  collect(p.surveyed_on IS NOT NULL) AS surveyed,
  collect(coalesce(p.anchor, p.above_scale, false)) AS anchor,
  collect(coalesce(p.above_scale, false)) AS above_scale,
  collect(coalesce(p.runs, $unknown)) AS runs,
  collect(coalesce(p.own_days, $unknown)) AS own_days,
  collect(coalesce(p.at, $unknown)) AS at,
  collect(coalesce(p.ready_days, $unknown)) AS ready_days,
  collect(coalesce(p.in_flow, $unknown)) AS in_flow,
  collect(coalesce(p.firm, $unknown)) AS firm,
  collect(coalesce(p.doubt, $unknown)) AS doubt,
  collect(coalesce(p.stuck, '')) AS stuck,
  collect(coalesce(p.hops, $unknown)) AS hops,
  collect(coalesce(p.stop_days, $unknown)) AS stop_days,
  collect(coalesce(p.stop_material, '')) AS stop_material,
  collect(coalesce(p.lead_at, $unknown)) AS lead_at,
  collect(coalesce(p.core, $unknown)) AS core,
  collect(coalesce(p.essential_core, $unknown)) AS essential_core,
  collect(coalesce(p.anchors_supplied, $unknown)) AS anchors_supplied,
  collect(coalesce(p.stops_enterprises, $unknown)) AS stops_enterprises,
  collect(coalesce(p.stops_anchors, $unknown)) AS stops_anchors,
  collect(coalesce(p.stopped_by, $unknown)) AS stopped_by,
  collect(coalesce(p.saves_above, $unknown)) AS saves_above,
  collect(coalesce(p.saves_days, $unknown)) AS saves_days,
  collect(coalesce(p.saves_open, $unknown)) AS saves_open
