// The accepted changes whose id begins so, the exact one first
MATCH (c:Change)
WHERE c.id STARTS WITH $change
RETURN c.id AS change, c.action AS action, c.journal AS journal, c.undone_at AS undone_at
ORDER BY c.id = $change DESC, c.at DESC
LIMIT 2
