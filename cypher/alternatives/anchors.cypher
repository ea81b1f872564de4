// Which of these are leading enterprises
UNWIND $enterprises AS id
MATCH (e:Enterprise {id: id})
WHERE coalesce(e.anchor, e.above_scale, false)
RETURN e.id AS anchor
