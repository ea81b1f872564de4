// Holds off every other derivation until this transaction ends; it is never committed
MERGE (lock:Graph {id: 'derivation'})
RETURN lock.id AS held
