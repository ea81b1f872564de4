// Until every index answers
CALL db.awaitIndexes(600)
