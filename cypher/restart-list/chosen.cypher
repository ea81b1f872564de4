// The enterprises that are to be ready: those given, or else the leading ones that have not closed; of
// them those of a district, an industry, a team. What stands of each: its own day, when it is ready,
// whether it has closed.
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today
CALL (today) {
  UNWIND $enterprises AS id
  MATCH (e:Enterprise {id: id})
  RETURN e
  UNION
  // UNWIND of an empty list: a branch that is not asked for reads nothing
  UNWIND CASE WHEN $enterprises IS NULL AND $team IS NULL THEN [1] ELSE [] END AS every
  MATCH (e:Enterprise)
  WHERE (e.anchor = true OR e.anchor IS NULL AND e.above_scale = true)
    AND NOT coalesce(e.closed_on <= today, false)
  RETURN e
  UNION
  MATCH (:ServiceTeam {id: $team})-[:SERVES]->(e:Enterprise)
  WHERE $enterprises IS NULL AND coalesce(e.anchor, e.above_scale, false)
    AND NOT coalesce(e.closed_on <= today, false)
  RETURN e
}
WITH today, e
WHERE ($district IS NULL OR e.district STARTS WITH $district)
  AND ($industry IS NULL OR e.industry STARTS WITH $industry)
  AND ($team IS NULL OR EXISTS { (:ServiceTeam {id: $team})-[:SERVES]->(e) })
RETURN e.id AS enterprise, e.own_days AS own_days, e.ready_days AS ready_days,
  coalesce(e.closed_on <= today, false) AS closed
ORDER BY enterprise
