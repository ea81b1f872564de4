// Enters that a change was taken back, by a change of its own. A note that was taken back is gone: what
// it said is not kept here either.
MATCH (change:Change {id: $undone})
SET change.undone_at = datetime(), change.undone_by = $change
FOREACH (once IN CASE WHEN change.action = 'add-note' THEN [1] ELSE [] END |
  SET change.arguments = '{}' REMOVE change.journal
)
