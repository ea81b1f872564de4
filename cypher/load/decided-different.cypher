// The pairs of one kind that people have said to be different
MATCH (d:Different {kind: $kind})
RETURN d.one AS one, d.other AS other
