// Those of some things that are not a team's own
UNWIND $things AS thing
WITH thing[0] AS kind, thing[1] AS id
WHERE NOT CASE kind
    WHEN 'enterprise' THEN EXISTS { (:ServiceTeam {id: $team})-[:SERVES]->(:Enterprise {id: id}) }
    WHEN 'worker' THEN EXISTS {
        (:ServiceTeam {id: $team})-[:SERVES]->(:Enterprise)<-[:WORKS_AT]-(:Worker {id: id})
      } OR EXISTS { (:ServiceTeam {id: $team})-[:ESCORTS]->(:Worker {id: id}) }
    WHEN 'request' THEN EXISTS {
        (:ServiceTeam {id: $team})-[:SERVES]->(:Enterprise)-[:RAISED]->(:Request {id: id})
      } OR EXISTS { (:ServiceTeam {id: $team})-[:HANDLES]->(:Request {id: id}) }
    WHEN 'letter' THEN EXISTS {
        (:ServiceTeam {id: $team})-[:SERVES]->(:Enterprise)<-[:ON_BEHALF_OF]-(:Letter {id: id})
      }
    WHEN 'team' THEN id = $team
    ELSE false
  END
RETURN DISTINCT kind, id
