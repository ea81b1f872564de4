// Begins to settle what keeps rising: those raised after turn $since get the upper bound "never"
// (1000000000 hundredths), to be lowered to the best way out of the circles they are in
MATCH (e:Enterprise)
WHERE e.raised > $since AND e.ready_days IS NOT NULL
SET e.high = 1000000000, e.lower = 1
RETURN count(*) AS settling
