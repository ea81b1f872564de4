// Keeps what is counted of some groups
UNWIND $rows AS row
MERGE (group:Group {id: row.id})
SET group = row
