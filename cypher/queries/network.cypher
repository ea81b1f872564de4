// The whole network of a place, an industry or a team
/*
title: {en: "The whole network of a place, an industry or a team", zh: 某地、某行业或某专班的整个供应网络}
about:
  en: "All enterprises of a district, a town, an industry or a team, with who supplies whom among
    them, drawn as one map: up to 50,000, the largest first. Without any of them, all above designated
    size. Held are all who wait for one at any depth, also those outside."
  zh: 某属地、乡镇、行业或专班的全部企业及其相互供货关系，绘成一张图，至多 50,000 家，规模大者优先。均未指定时为全部规上企业。“被卡企业数”含范围以外、不论几层在等它的企业。
result: network
group: waits
order: 70
parameters:
  district:
  town:
  industry:
  team: {default: null}
columns:
  enterprise:
  name:
  name_en: {optional: true}
  district:
  industry:
  headcount:
  held:
  ready_days:
  runs:
  in_flow:
  firm:
  stuck:
example: {district: "330282"}
limit: 200
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today
CALL () {
  MATCH (e:Enterprise)
  WHERE e.district STARTS WITH $district
    AND ($town IS NULL OR e.town = $town)
    AND ($industry IS NULL OR e.industry STARTS WITH $industry)
    AND ($team IS NULL OR EXISTS { (:ServiceTeam {id: $team})-[:SERVES]->(e) })
  RETURN e ORDER BY coalesce(e.above_scale, false) DESC, coalesce(e.headcount, -1) DESC, e.id
  LIMIT coalesce($most, 1000000000)
  UNION ALL
  MATCH (e:Enterprise)
  WHERE e.town = CASE WHEN $district IS NULL THEN $town END
    AND ($industry IS NULL OR e.industry STARTS WITH $industry)
    AND ($team IS NULL OR EXISTS { (:ServiceTeam {id: $team})-[:SERVES]->(e) })
  RETURN e ORDER BY coalesce(e.above_scale, false) DESC, coalesce(e.headcount, -1) DESC, e.id
  LIMIT coalesce($most, 1000000000)
  UNION ALL
  MATCH (e:Enterprise)
  WHERE e.industry STARTS WITH CASE WHEN $district IS NULL AND $town IS NULL THEN $industry END
    AND ($team IS NULL OR EXISTS { (:ServiceTeam {id: $team})-[:SERVES]->(e) })
  RETURN e ORDER BY coalesce(e.above_scale, false) DESC, coalesce(e.headcount, -1) DESC, e.id
  LIMIT coalesce($most, 1000000000)
  UNION ALL
  MATCH (:ServiceTeam {id: CASE WHEN coalesce($district, $town, $industry) IS NULL THEN $team END})
    -[:SERVES]->(e:Enterprise)
  RETURN e ORDER BY coalesce(e.above_scale, false) DESC, coalesce(e.headcount, -1) DESC, e.id
  LIMIT coalesce($most, 1000000000)
  UNION ALL
  MATCH (e:Enterprise)
  WHERE e.above_scale = CASE WHEN coalesce($district, $town, $industry, $team) IS NULL THEN true END
  RETURN e ORDER BY coalesce(e.above_scale, false) DESC, coalesce(e.headcount, -1) DESC, e.id
  LIMIT coalesce($most, 1000000000)
}
RETURN
  e.id AS enterprise,
  e.name AS name,
  e.name_en AS name_en,
  e.district AS district,
  e.industry AS industry,
  e.headcount AS headcount,
  COUNT { MATCH (e)<-[:WAITS_FOR*1..]-(y:Enterprise) WHERE y <> e RETURN DISTINCT y } AS held,
  e.ready_days AS ready_days,
  e.runs AS runs,
  e.in_flow AS in_flow,
  e.firm AS firm,
  e.stuck AS stuck,
  // the step of four-sync that was done last
  CASE WHEN e.resumed_on IS NOT NULL THEN 4 WHEN e.prevention_on IS NOT NULL THEN 3
    WHEN e.filed_on IS NOT NULL THEN 2 WHEN e.surveyed_on IS NOT NULL THEN 1 ELSE 0 END AS step,
  head([(e)-[:WAITS_FOR]->(w) | w.id]) AS waits,
  COLLECT {
    MATCH (s:Enterprise)-[r:SUPPLIES]->(e)
    WHERE s <> e AND coalesce(r.until >= today, true) AND coalesce(r.since <= today, true)
    RETURN DISTINCT s.id
  } AS supplied_by
