// Marks as due the firm that have a supplier who is not firm, or whose lead is only assumed
MATCH (e:Enterprise)
WHERE e.firm
CALL (e) {
  MATCH (s)-[r:SUPPLIES]->(e)
  WHERE r.gap IS NOT NULL AND NOT (s.firm AND (r.lead_days IS NOT NULL OR s.runs AND e.runs))
  WITH e LIMIT 1
  SET e.due = 1
} IN 2 CONCURRENT TRANSACTIONS OF 5000 ROWS
