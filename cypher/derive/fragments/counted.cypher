// What an enterprise counts for in the groups that it belongs to: the rates leave out those closed,
// above and below, and those that lack a figure

// «counted of e»: its groups, then what is counted, as columns. Flags are bits in the order of FLAGS in
// service/derivation/groups.py, the amounts follow in the order of AMOUNTS; '' stands for blank.
WITH graph.as_of AS today, e {
  .district, .town, .industry, .closed_on, .resumed_on, .surveyed_on, .filed_on, .prevention_on,
  .headcount, .on_post, .output_rate, .runs, .in_flow, .ready_days, .stuck, .firm, .core,
  .above_scale, .anchor
} AS p, COLLECT { MATCH (team:ServiceTeam)-[:SERVES]->(e) RETURN team.id } AS teams
WITH *, coalesce(p.closed_on <= today, false) AS closed,
  coalesce(p.anchor, p.above_scale, false) AS anchor,
  coalesce(p.resumed_on <= today, false) AS resumed
WITH *,
  NOT closed AND (p.headcount IS NULL OR p.on_post IS NULL) AS no_return,
  NOT closed AND (p.headcount IS NULL OR resumed AND p.output_rate IS NULL) AS no_output
RETURN
  collect(coalesce(p.district, '')) AS district,
  collect(coalesce(p.town, '')) AS town,
  collect(coalesce(p.industry, '')) AS industry,
  collect(teams) AS teams,
  collect(p.core IS NOT NULL) AS core,
  collect(
    CASE WHEN p.surveyed_on <= today THEN 1 ELSE 0 END
    + CASE WHEN p.filed_on <= today THEN 2 ELSE 0 END
    + CASE WHEN p.prevention_on <= today THEN 4 ELSE 0 END
    + CASE WHEN resumed AND NOT closed THEN 8 ELSE 0 END
    + CASE WHEN closed THEN 0 ELSE 16 END
    + CASE WHEN no_return OR no_output THEN 32 ELSE 0 END
    + CASE WHEN no_return THEN 64 ELSE 0 END
    + CASE WHEN no_output THEN 128 ELSE 0 END
    + CASE WHEN p.in_flow THEN 256 ELSE 0 END
    + CASE WHEN p.runs AND NOT p.in_flow AND p.stuck IS NULL THEN 512 ELSE 0 END
    + CASE WHEN NOT p.runs AND p.ready_days = 0 THEN 1024 ELSE 0 END
    + CASE WHEN NOT p.runs AND p.ready_days > 0 THEN 2048 ELSE 0 END
    + CASE WHEN p.stuck IS NULL THEN 0 ELSE 4096 END
    + CASE WHEN p.firm THEN 8192 ELSE 0 END
    + CASE WHEN resumed AND NOT closed AND p.output_rate > 0 THEN 16384 ELSE 0 END
    + CASE WHEN resumed AND NOT closed AND p.output_rate >= 1 THEN 32768 ELSE 0 END
    + CASE WHEN p.above_scale AND NOT closed THEN 65536 ELSE 0 END
    + CASE WHEN p.above_scale AND NOT closed AND resumed THEN 131072 ELSE 0 END
    + CASE WHEN anchor THEN 262144 ELSE 0 END
    + CASE WHEN anchor AND p.ready_days > 0 THEN 524288 ELSE 0 END
    + CASE WHEN anchor AND p.stuck IS NOT NULL THEN 1048576 ELSE 0 END
  ) AS flags,
  collect(CASE WHEN closed OR no_return THEN 0 ELSE p.on_post END) AS on_post,
  collect(CASE WHEN closed OR no_return THEN 0 ELSE p.headcount END) AS headcount,
  collect(CASE WHEN closed OR no_output OR NOT resumed THEN 0
    ELSE toInteger(round(100 * p.headcount * p.output_rate)) END) AS output,
  collect(CASE WHEN closed OR no_output THEN 0 ELSE p.headcount END) AS output_headcount,
  collect(CASE WHEN p.runs AND p.ready_days > 0
    THEN toInteger(round(100 * p.ready_days)) ELSE 0 END) AS lost,
  collect(CASE WHEN NOT p.runs AND p.ready_days > 0
    THEN toInteger(round(100 * p.ready_days)) ELSE 0 END) AS waiting_days,
  // those closed, too: nobody works there
  collect(CASE WHEN p.stuck IS NOT NULL OR p.ready_days > 0
    THEN coalesce(p.headcount, 0) ELSE 0 END) AS held_headcount
