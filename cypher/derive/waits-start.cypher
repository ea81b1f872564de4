// Marks as due all that wait for somebody and will be ready
MATCH (e:Enterprise)
WHERE e.ready_days > e.own_days
CALL (e) { SET e.due = 1 } IN 2 CONCURRENT TRANSACTIONS OF 20000 ROWS
