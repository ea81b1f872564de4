// What is derived of some supplies
UNWIND $rows AS row
MATCH ()-[r:SUPPLIES]->()
WHERE id(r) = row[0]
SET r.gap = row[1], r.weight = row[2], r.part = row[3], r.breaks = row[4]
