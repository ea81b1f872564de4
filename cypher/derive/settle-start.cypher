// Begins to settle what keeps rising: those raised after turn $since get the upper bound "never",
// to be lowered to the best way out of the circles they are in
MATCH (e:Enterprise)
WHERE e.raised > $since AND «at of e» < $never
SET e.high = $never, e.lower = 1
RETURN count(*) AS settling
