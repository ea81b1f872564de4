// How many enterprises, and how many of them anchors, stop if this one stops alone
UNWIND $rows AS row
MATCH (e:Enterprise {id: row[0]})
SET e.stops_enterprises = row[1], e.stops_anchors = CASE WHEN row[2] > 0 THEN row[2] END
