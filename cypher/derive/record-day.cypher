// Keeps the figures of some groups on the day at which the graph stands; those of an earlier record
// of the same day go
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today
CALL (today) {
  UNWIND $rows AS row
  MERGE (day:Day {id: toString(today) + ' ' + row.id})
  SET day = row, day.id = toString(today) + ' ' + row.id, day.day = today
  RETURN collect(day.id) AS kept
}
CALL (today, kept) {
  MATCH (day:Day {by: $by, day: today})
  WHERE NOT day.id IN kept
  DELETE day
}
RETURN size(kept) AS kept
