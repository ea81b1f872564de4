// What is derived of some enterprises
UNWIND $rows AS row
MATCH (e:Enterprise)
WHERE id(e) = row[0]
SET e.runs = row[1], e.own_days = row[2], e.at = row[3], e.ready_days = row[4],
  e.in_flow = row[5], e.firm = row[6], e.doubt = row[7], e.stuck = row[8], e.hops = row[9],
  e.stop_days = row[10], e.stop_material = row[11], e.lead_at = row[12],
  e.stops_enterprises = row[13], e.stops_anchors = row[14]
