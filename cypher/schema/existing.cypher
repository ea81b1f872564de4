// What there is of the schema, by name
SHOW INDEXES YIELD name, state
