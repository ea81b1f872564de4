// The latest entries of the audit
MATCH (a:Audit)
WHERE coalesce(a.at >= $since, true)
  AND coalesce(a.by = $by, true) AND coalesce(a.event = $event, true)
RETURN
  toString(a.at) AS at, a.by AS by, a.event AS event, a.route AS route, a.what AS what, a.things AS things,
  a.count AS count, a.request AS request
ORDER BY a.at DESC LIMIT $most
