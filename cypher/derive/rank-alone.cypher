// Holds off every other ranking until this transaction ends; it is never committed
MERGE (lock:Graph {id: 'ranking'})
RETURN lock.id AS held
