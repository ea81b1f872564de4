// Takes the marks of the ranking away
MATCH (e:Enterprise)
WHERE e.avalanche IS NOT NULL
CALL (e) {
  SET e.avalanche = null
} IN TRANSACTIONS OF 10000 ROWS
