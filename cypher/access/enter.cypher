// An entry of the audit
CREATE (a:Audit:Access {id: randomUUID()})
SET a.at = datetime(), a.by = $by, a.event = $event, a.route = $route, a.what = $what, a.things = $things,
  a.count = $count, a.request = $request
