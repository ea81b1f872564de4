// Neighbours
/*
title: {en: Neighbours, zh: 相邻对象}
about:
  en: "The neighbours of one kind of an enterprise, a material or a team, the most pressing first: whom
    it waits for along this tie, then who is ready last (never before all), then the most employees.
    One of the three is given; the kind is one that ties counts for it."
  zh: 一家企业、一种物料或一个专班的某类相邻对象，紧要的在前：先是因此而等的，再按可复工日由晚到早（无期最前），再按员工数由多到少。三者给其一；种类见“相邻对象种类”。
result: graph
parameters:
  enterprise: {default: null}
  material: {default: null}
  team: {default: null}
  tie: {type: string, enum: [suppliers, buyers, waits_for, waited_for_by, makes, needs, teams, requests, makers, users, serves], default: suppliers, words: tie, label: {en: Kind, zh: 种类}}
  limit:
columns:
  neighbour: {type: string, optional: true, links: enterprise, label: {en: Enterprise, zh: 企业}}
  neighbour_name: {type: string, optional: true, label: {en: Enterprise (name), zh: 企业名称}}
  thing: {type: string, optional: true, links: material, label: {en: Material, zh: 物料}}
  thing_name: {type: string, optional: true, label: {en: Material (name), zh: 物料名称}}
  service_team: {type: string, optional: true, links: team, label: {en: Team, zh: 专班}}
  service_team_name: {type: string, optional: true, label: {en: Team (name), zh: 专班名称}}
  request: {optional: true}
  waits: {type: boolean, label: {en: One waits for the other, zh: 其间有等待}}
  ready_days: {optional: true, blank_is_never: neighbour}
  runs: {optional: true}
  firm: {optional: true}
  stuck: {optional: true}
  headcount: {optional: true}
bloom: Neighbours of $enterprise
example: {enterprise: gongniu, tie: suppliers}
limit: 1000
*/
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today
CALL (today) {
  WITH * WHERE $tie = 'suppliers'
  MATCH (one:Enterprise {id: $enterprise})
  MATCH (other:Enterprise)-[r:SUPPLIES]->(one)
  WHERE other <> one AND coalesce(r.until >= today, true) AND coalesce(r.since <= today, true)
  RETURN one, other, r
  UNION ALL
  WITH * WHERE $tie = 'buyers'
  MATCH (one:Enterprise {id: $enterprise})
  MATCH (one)-[r:SUPPLIES]->(other:Enterprise)
  WHERE other <> one AND coalesce(r.until >= today, true) AND coalesce(r.since <= today, true)
  RETURN one, other, r
  UNION ALL
  WITH * WHERE $tie = 'waits_for'
  MATCH (one:Enterprise {id: $enterprise})
  MATCH (one)-[r:WAITS_FOR]->(other:Enterprise)
  RETURN one, other, r
  UNION ALL
  WITH * WHERE $tie = 'waited_for_by'
  MATCH (one:Enterprise {id: $enterprise})
  MATCH (one)<-[r:WAITS_FOR]-(other:Enterprise)
  RETURN one, other, r
  UNION ALL
  WITH * WHERE $tie = 'makes'
  MATCH (one:Enterprise {id: $enterprise})
  MATCH (one)-[r:MAKES]->(other:Material)
  RETURN one, other, r
  UNION ALL
  WITH * WHERE $tie = 'needs'
  MATCH (one:Enterprise {id: $enterprise})
  MATCH (one)-[r:NEEDS]->(other:Material)
  RETURN one, other, r
  UNION ALL
  WITH * WHERE $tie = 'teams'
  MATCH (one:Enterprise {id: $enterprise})
  MATCH (one)<-[r:SERVES]-(other:ServiceTeam)
  RETURN one, other, r
  UNION ALL
  WITH * WHERE $tie = 'requests'
  MATCH (one:Enterprise {id: $enterprise})
  MATCH (one)-[r:RAISED]->(other:Request)
  RETURN one, other, r
  UNION ALL
  WITH * WHERE $tie = 'makers'
  MATCH (one:Material {id: $material})
  MATCH (one)<-[r:MAKES]-(other:Enterprise)
  RETURN one, other, r
  UNION ALL
  WITH * WHERE $tie = 'users'
  MATCH (one:Material {id: $material})
  MATCH (one)<-[r:NEEDS]-(other:Enterprise)
  RETURN one, other, r
  UNION ALL
  WITH * WHERE $tie = 'serves'
  MATCH (one:ServiceTeam {id: $team})
  MATCH (one)-[r:SERVES]->(other:Enterprise)
  RETURN one, other, r
}
WITH one, other, collect(r) AS ties
WITH one, other, ties, EXISTS { (one)-[:WAITS_FOR]-(other) } AS waits
ORDER BY waits DESC, coalesce(other.ready_days, 1000000) DESC, coalesce(other.headcount, -1) DESC,
  other.id
LIMIT $limit
RETURN
  CASE WHEN other:Enterprise THEN other.id END AS neighbour,
  CASE WHEN other:Enterprise THEN other.name END AS neighbour_name,
  CASE WHEN other:Material THEN other.id END AS thing,
  CASE WHEN other:Material THEN other.name END AS thing_name,
  CASE WHEN other:ServiceTeam THEN other.id END AS service_team,
  CASE WHEN other:ServiceTeam THEN other.name END AS service_team_name,
  CASE WHEN other:Request THEN other.id END AS request,
  waits,
  other.ready_days AS ready_days,
  other.runs AS runs,
  other.firm AS firm,
  other.stuck AS stuck,
  other.headcount AS headcount,
  one AS itself,
  other AS beside,
  ties,
  COLLECT { MATCH (one)-[w:WAITS_FOR]-(other) RETURN w } AS waited
