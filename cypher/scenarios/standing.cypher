// How some enterprises stand
UNWIND $enterprises AS id
MATCH (e:Enterprise {id: id})
RETURN e.id AS enterprise, e.ready_days AS ready_days, coalesce(e.runs, false) AS runs,
  coalesce(e.firm, false) AS firm, e.stuck AS stuck, coalesce(e.anchor, e.above_scale, false) AS anchor,
  coalesce(e.headcount, 0) AS headcount
