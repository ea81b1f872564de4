// Takes away who waited for whom
MATCH (e:Enterprise)
CALL (e) {
  MATCH (e)-[w:WAITS_FOR]->()
  DELETE w
} IN TRANSACTIONS OF 20000 ROWS
