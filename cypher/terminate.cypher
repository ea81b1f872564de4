// Cancels the transactions that bear an id given by Tongbu
SHOW TRANSACTIONS YIELD transactionId AS id, metaData
WHERE metaData.cancel_id = $cancel_id
TERMINATE TRANSACTIONS id YIELD message
RETURN message
