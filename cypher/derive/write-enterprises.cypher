// What is derived of some enterprises
UNWIND $rows AS row
MATCH (e:Enterprise)
WHERE id(e) = row[0]
SET e.runs = row[1], e.own_days = row[2], e.at = row[3], e.ready_days = row[4],
  e.in_flow = row[5], e.firm = row[6], e.doubt = row[7], e.stuck = row[8], e.hops = row[9],
  e.stop_days = row[10], e.stop_material = row[11], e.lead_at = row[12],
  e.core = row[13], e.essential_core = row[14], e.anchors_supplied = row[15],
  e.stops_enterprises = row[16], e.stops_anchors = row[17], e.stopped_by = row[18],
  e.saves_above = row[19], e.saves_days = row[20], e.saves_open = row[21]
