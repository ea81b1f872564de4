// Some who waited for another do so no longer
UNWIND $rows AS row
MATCH ()-[w:WAITS_FOR]->()
WHERE id(w) = row
DELETE w
