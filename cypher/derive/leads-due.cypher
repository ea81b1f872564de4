// Marks as due those whose supplies changed, new ones too
UNWIND $enterprises AS id
MATCH (e:Enterprise {id: id})
SET e.lead_at = coalesce(e.lead_at, 0), e.due = 1
RETURN count(*) AS due
