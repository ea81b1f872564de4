// How many that alone break somebody's need are not counted
MATCH (x:Enterprise)
WHERE x.stops_enterprises IS NULL AND EXISTS { (x)-[r:SUPPLIES]->() WHERE r.part >= r.breaks }
RETURN count(*) AS left
