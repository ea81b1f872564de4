// What Bloom can look up by the beginning of a value
SHOW INDEXES YIELD type, state, entityType, labelsOrTypes, properties
WHERE type = 'RANGE' AND state = 'ONLINE' AND entityType = 'NODE'
RETURN labelsOrTypes[0] AS label, properties
ORDER BY label, properties
