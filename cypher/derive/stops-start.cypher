// Marks as due all that run and will lose days, and takes away when they were to stop
MATCH (e:Enterprise)
WITH e, e.runs AND coalesce(e.ready_days > 0, true) AS due
WHERE due OR e.stop_days IS NOT NULL
CALL (e, due) {
  SET e.stop_days = null, e.stop_material = null, e.due = CASE WHEN due THEN 1 END
} IN 2 CONCURRENT TRANSACTIONS OF 10000 ROWS
