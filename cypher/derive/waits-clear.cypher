// Takes away who waited for whom
MATCH ()-[w:WAITS_FOR]->()
CALL (w) { DELETE w } IN TRANSACTIONS OF 20000 ROWS
