// Those asked to stop of whom it is not known for how long, or who are closed down already
MATCH (graph:Graph {id: 'graph'})
MATCH (e:Enterprise)
WHERE e.lost IS NOT NULL
WITH e, coalesce(e.closed_on <= graph.as_of, false) AS closed
WHERE closed OR e.lost < 0
RETURN e.id AS enterprise, e.name AS name, closed ORDER BY enterprise
