// Whether a change of this id was accepted before
MATCH (change:Change {id: $change})
RETURN change.action AS action, change.at AS at, change.arguments AS arguments
