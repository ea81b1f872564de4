// Some turns of hoping after a change: who is in flow, and who may be firm now. Whoever is no longer
// without firm suppliers by those of lower doubt is taken for firm, and its buyers of higher doubt
// are looked at next; ready-firm tells what is asked of an enterprise itself. All are due to be
// doubted again.
// includes arrival
UNWIND range($turn, $turn + $turns - 1) AS turn
CALL (turn) {
  MATCH (e:Enterprise)
  WHERE e.lower > 0
  WITH turn, e ORDER BY e.lower LIMIT $batch
  CALL (e) {
    RETURN e.ready_days IS NOT NULL AND e.surveyed_on IS NOT NULL
      AND (e.runs OR e.expected_on IS NOT NULL)
      AND COUNT { (e)-[n:NEEDS]->() WHERE coalesce(n.essential, true) } = COUNT {
        MATCH (e)<-[r:SUPPLIES]-()
        WHERE r.gap IS NOT NULL
        RETURN DISTINCT r.material
      } AS able
  }
  CALL (e) {
    MATCH (s)-[r:SUPPLIES]->(e)
    WHERE r.gap IS NOT NULL
    WITH r.material AS material, r.weight AS weight,
      coalesce(toInteger(round(100 * s.ready_days)), 1000000000) + r.gap AS at,
      (s.firm OR coalesce(s.doubt >= coalesce(e.doubt, 0), false))
        AND (r.lead_days IS NOT NULL OR s.runs AND e.runs) AS sure
    WITH material, min(at) AS first, min(CASE WHEN sure THEN at END) AS sure_first,
      sum(weight) AS total,
      collect(CASE WHEN weight IS NOT NULL THEN [at, weight, sure] END) AS shares
    WITH shares, total, first = sure_first AS sure_at_first, sure_first,
      «arrival of 1000000000» AS by
    RETURN all(x IN collect(CASE WHEN shares = [] THEN coalesce(sure_at_first, false)
      ELSE coalesce(sure_first <= by, false) AND 2 * reduce(come = 0, y IN shares |
        come + CASE WHEN y[2] AND y[0] <= by THEN y[1] ELSE 0 END) >= total END) WHERE x) AS hopes
  }
  WITH collect([e, able, coalesce(e.firm, false), e.doubt,
    able AND hopes AND NOT coalesce(e.firm, false)]) AS found
  UNWIND found AS each
  WITH each[0] AS e, each[1] AS able, each[2] AS was, each[3] AS doubt, each[4] AS rises
  SET e.lower = null, e.in_flow = e.runs AND coalesce(e.ready_days = 0, false),
    e.firm = able AND (was OR rises),
    e.doubt = CASE WHEN NOT able THEN 0 WHEN rises OR was THEN null ELSE doubt END,
    e.due = CASE WHEN able AND (was OR rises) THEN 1 END
  WITH collect(CASE WHEN rises THEN [e, doubt] END) AS risen,
    collect(CASE WHEN was AND NOT able THEN e END) AS fallen, count(*) AS evaluated
  CALL (risen) {
    UNWIND risen AS each
    WITH each[0] AS e, coalesce(each[1], 0) AS doubt
    MATCH (e)-[r:SUPPLIES]->(buyer)
    WHERE r.gap IS NOT NULL AND buyer.doubt > doubt
    SET buyer.lower = buyer.doubt + 1
    RETURN count(*) AS hoping
  }
  CALL (fallen) {
    UNWIND fallen AS e
    MATCH (e)-[r:SUPPLIES]->(buyer)
    WHERE r.gap IS NOT NULL AND buyer.firm
    SET buyer.due = 1
    RETURN count(*) AS doubting
  }
  RETURN evaluated, size(risen) AS changed,
    [each IN risen | each[0].id] + [e IN fallen | e.id] AS other
}
RETURN sum(evaluated) AS evaluated, sum(changed) AS changed,
  reduce(ids = [], some IN collect(other) | ids + some) AS other
