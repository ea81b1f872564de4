// The leading enterprises
MATCH (e:Enterprise)
WHERE coalesce(e.anchor, e.above_scale, false)
RETURN e.id AS anchor
