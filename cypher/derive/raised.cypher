// How many were raised after turn $since
MATCH (e:Enterprise)
WHERE e.raised > $since
RETURN count(*) AS raised
