// Relationships found before, in the same transaction
UNWIND $elements AS element
MATCH ()-[_]->()
WHERE elementId(_) = element
DELETE _
