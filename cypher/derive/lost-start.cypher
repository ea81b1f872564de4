// Those who stop of themselves do so on day 0; marks as due whom that may cost days: due is
// smaller the more days it may be
MATCH (e:Enterprise)
WHERE e.lost > 0
SET e.out = true, e.stop = 0
WITH e
MATCH (e)-[r:SUPPLIES]->(buyer)
WHERE r.part IS NOT NULL AND coalesce(buyer.lost < e.lost, true)
WITH buyer, 1000000000 - e.lost AS due
SET buyer.due = CASE WHEN buyer.due < due THEN buyer.due ELSE due END
RETURN count(*) AS marked
