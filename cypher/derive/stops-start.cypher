// Takes away when those that run and will lose days were to stop, and marks as due whom somebody
// who does not run supplies; the others are marked once one of their suppliers is known to stop
MATCH (e:Enterprise)
WITH e, e.runs AND coalesce(e.ready_days > 0, true) AS loses
WHERE loses OR e.stop_days IS NOT NULL
CALL (e, loses) {
  SET e.stop_days = null, e.stop_material = null, e.due = CASE
    WHEN loses AND EXISTS { (s)-[r:SUPPLIES]->(e) WHERE r.gap IS NOT NULL AND NOT s.runs }
    THEN 1 END
} IN 2 CONCURRENT TRANSACTIONS OF 10000 ROWS
