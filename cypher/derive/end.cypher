// Takes away the derivation's own marks
MATCH (e:Enterprise)
WHERE e.raised IS NOT NULL
CALL (e) { SET e.raised = null } IN TRANSACTIONS OF 20000 ROWS
