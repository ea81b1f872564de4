// Cumulative lead times begin at never, but for those that need nothing of anybody: these are marked
MATCH (e:Enterprise)
CALL (e) {
  SET e.lead_at = $never, e.lower = CASE
    WHEN NOT EXISTS { ()-[r:SUPPLIES]->(e) WHERE r.gap IS NOT NULL } THEN 1 END
} IN 2 CONCURRENT TRANSACTIONS OF 10000 ROWS
