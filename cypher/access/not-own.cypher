// Those of some things that are not a team's own. What nothing is called is not among them, so that
// whoever asks is told that there is no such thing; of workers nobody is told that.
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
  AND CASE kind
    WHEN 'enterprise' THEN EXISTS { (:Enterprise {id: id}) }
    WHEN 'request' THEN EXISTS { (:Request {id: id}) }
    WHEN 'letter' THEN EXISTS { (:Letter {id: id}) }
    WHEN 'team' THEN EXISTS { (:ServiceTeam {id: id}) }
    ELSE true
  END
RETURN DISTINCT kind, id
