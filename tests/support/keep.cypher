// Something to find again: stored once, counted
MERGE (:Dataset {id: 'kept'})
WITH 1 AS stored
MATCH (n)
RETURN count(n) AS kept
