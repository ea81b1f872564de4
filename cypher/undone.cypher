// Enters that a change was taken back, by a change of its own
MATCH (change:Change {id: $undone})
SET change.undone_at = datetime(), change.undone_by = $change
