// Marks as due those who lose days and whose suppliers stop on day 0: due is the day, in hundredths
// and one more, before which nothing of it can be felt
MATCH (e:Enterprise)
WHERE e.lost > 0 AND e.out
MATCH (e)-[r:SUPPLIES]->(buyer)
WHERE r.part IS NOT NULL AND buyer.lost > 0 AND buyer.out IS NULL
WITH buyer, 1 + toInteger(round(100 * coalesce(r.lead_days, 0))) AS due
SET buyer.due = CASE WHEN buyer.due < due THEN buyer.due ELSE due END
RETURN count(*) AS marked
