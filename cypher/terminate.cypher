// Ends the transactions that bear a mark
SHOW TRANSACTIONS YIELD transactionId AS id, metaData
WHERE metaData.stream = $stream
TERMINATE TRANSACTIONS id YIELD message
RETURN message
