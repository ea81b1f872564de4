// Over all enterprises, in transactions of their own

// «enterprises»: those it is about, as e
MATCH (e:Enterprise)

// «transactions of rows»: each of so many enterprises
IN TRANSACTIONS OF rows ROWS

// «concurrent transactions of rows»: two at a time
IN 2 CONCURRENT TRANSACTIONS OF rows ROWS

// «failed»: the ids of those in transactions that failed
ON ERROR CONTINUE REPORT STATUS AS status
WITH e, status WHERE status.committed = false
RETURN e.id AS left
