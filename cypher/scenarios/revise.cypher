// Another name or note of a scenario, and whether it is removed; what is not given stays
MATCH (scenario:Scenario {id: $id})
SET scenario.name = coalesce($name, scenario.name),
  scenario.note = CASE WHEN $noted THEN $note ELSE scenario.note END,
  scenario.removed_at = CASE
    WHEN $removed IS NULL THEN scenario.removed_at
    WHEN $removed THEN coalesce(scenario.removed_at, datetime()) END,
  scenario.revised_by = $by, scenario.revised_at = datetime()
RETURN scenario.id AS id
