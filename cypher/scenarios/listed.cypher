// The scenarios that are kept, those removed last, each the latest first
MATCH (scenario:Scenario)
RETURN scenario.id AS id, scenario.name AS name, scenario.note AS note, scenario.by AS by,
  scenario.at AS at, scenario.changes AS changes, scenario.removed_at AS removed_at,
  scenario.revised_by AS revised_by, scenario.revised_at AS revised_at
ORDER BY scenario.removed_at IS NOT NULL, scenario.at DESC, scenario.id
LIMIT $most
