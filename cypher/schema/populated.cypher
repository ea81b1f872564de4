// How much of all indexes there is, in per cent
SHOW INDEXES YIELD state, populationPercent
RETURN floor(avg(CASE state WHEN 'ONLINE' THEN 100.0 ELSE populationPercent * 0.99 END)) AS percent
