// Who signed in begins anew
MATCH (a:Attempt)
WHERE a.id IN $ids
DELETE a
