// One scenario that is kept, also one that was removed
MATCH (scenario:Scenario {id: $id})
RETURN scenario.id AS id, scenario.name AS name, scenario.note AS note, scenario.by AS by,
  scenario.at AS at, scenario.changes AS changes, scenario.removed_at AS removed_at,
  scenario.revised_by AS revised_by, scenario.revised_at AS revised_at
