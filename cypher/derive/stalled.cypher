// Marks those never ready that another who is never ready might hold up by no more than $through
MATCH (e:Enterprise)
WHERE e.at >= $never AND e.own_days IS NOT NULL
  AND EXISTS {
    (s)-[r:SUPPLIES]->(e) WHERE r.gap IS NOT NULL AND r.gap <= $through AND s.at >= $never
  }
SET e.lower = 1
RETURN count(*) AS marked
