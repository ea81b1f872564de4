// Keeps a scenario under an id, once: what is there already stands
MERGE (scenario:Scenario {id: $id})
ON CREATE SET scenario.name = $name, scenario.note = $note, scenario.changes = $changes,
  scenario.by = $by, scenario.at = datetime()
RETURN scenario.name AS name, scenario.note AS note, scenario.changes AS changes
