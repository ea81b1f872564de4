// Marks those never ready that another who is never ready might hold up by no more than $through
MATCH (e:Enterprise)
WHERE «at of e» >= $never AND «own_days of e» IS NOT NULL
  AND EXISTS {
    (s)-[r:SUPPLIES]->(e) WHERE r.gap IS NOT NULL AND «gap of r» <= $through AND «at of s» >= $never
  }
SET e.lower = 1
RETURN count(*) AS marked
