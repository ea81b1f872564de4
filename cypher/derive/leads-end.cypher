// Takes away the marks of what was raised or lowered
MATCH (e:Enterprise)
WHERE e.raised > 0
SET e.raised = null
