// The groups that are kept, with what is counted of each; $ids: only these
MATCH (group:Group)
WHERE $ids IS NULL OR group.id IN $ids
RETURN properties(group) AS kept
