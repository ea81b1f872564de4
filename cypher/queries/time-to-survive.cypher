// Time to survive
/*
title: {en: Time to survive, zh: 可支撑时间}
about:
  en: "The single points of failure of one enterprise: those whose stop alone would stop it in the
    end, each with how many days it would survive (stocks as they stand today, goods on the road
    still come), how long the other would need to recover, and the steps by which the stop arrives.
    Exposed: it would lose days before the other has recovered; not known where that is blank.
    Every enterprise behind it that alone breaks somebody's need is looked at. Of one whose stop
    stops more than 500 of those behind the enterprise the days are left blank."
  zh: 一家企业的单点故障：哪些企业单独停产终将使其停产；逐家列出可支撑天数（按今日库存，在途货物照常到达）、对方恢复所需天数与逐级传导依据。“有缺口”指对方恢复之前本企业已有停产损失；对方恢复天数未知时不作判断。其后凡单独停产即造成断供的企业均予推演；一旦停产使其上游 500 家以上企业停产的，天数留空。
result: table
group: single-source
order: 50
parameters:
  enterprise:
columns:
  supplier: {label: {en: If this one stops, zh: 停产企业}}
  name:
  tier:
  survive_days: {type: number, label: {en: Days until the enterprise stops, zh: 可支撑天数}}
  recover_days: {label: {en: Days it needs to recover, zh: 恢复天数}}
  exposed: {type: boolean, label: {en: Exposed, zh: 有缺口}}
  proof: {label: {en: How it arrives, zh: 传导依据}}
  confirmed: {label: {en: Lists complete, zh: 名单已核全}}
  followed: {type: boolean, label: {en: Followed to the end, zh: 已推演完整}}
example: {enterprise: gongniu}
limit: 1000
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today, coalesce(graph.ranking_stands AND graph.ranked_left = 0, false) AS ranked, graph.essential_core AS counted
MATCH (a:Enterprise {id: $enterprise})
// whose stop arrives by steps each of which breaks a need alone
CALL (a) {
  MATCH p = (a)<-[:SUPPLIES*0..]-(e)
  WHERE all(r IN relationships(p) WHERE r.part >= r.breaks)
  WITH DISTINCT e
  RETURN collect(e) AS alone
}
WITH today, ranked, a, alone,
  CASE WHEN ranked AND counted THEN 1 + coalesce(a.stopped_by, 0) END AS all_of_them
// where the ranking counted more, others that by such steps stop enough suppliers of a need of these
CALL (alone, all_of_them) {
  UNWIND CASE WHEN size(alone) < all_of_them THEN alone ELSE [] END AS e
  MATCH (s)-[r:SUPPLIES]->(e)
  WHERE r.part > 0 AND r.part < r.breaks
  CALL (s) {
    MATCH p = (s)<-[:SUPPLIES*0..]-(x)
    WHERE all(r IN relationships(p) WHERE r.part >= r.breaks)
    WITH DISTINCT x
    RETURN collect(x) AS first
  }
  // and of such a supplier, where the ranking counted more, the same once more
  CALL (s, first) {
    UNWIND CASE WHEN size(first) <= s.stopped_by THEN first ELSE [] END AS f
    MATCH (q)-[r:SUPPLIES]->(f)
    WHERE r.part > 0 AND r.part < r.breaks
    CALL (q) {
      MATCH p = (q)<-[:SUPPLIES*0..]-(x)
      WHERE all(r IN relationships(p) WHERE r.part >= r.breaks)
      RETURN DISTINCT x
    }
    WITH f, r.material AS material, r.breaks AS breaks, x, sum(r.part) AS parts
    WHERE parts >= breaks
    RETURN collect(DISTINCT x) AS second
  }
  UNWIND first + [x IN second WHERE NOT x IN first] AS x
  WITH e, r.material AS material, r.breaks AS breaks, x, sum(r.part) AS parts
  WHERE parts >= breaks
  RETURN collect(DISTINCT x) AS joint
}
WITH today, ranked, a, all_of_them, alone + [x IN joint WHERE NOT x IN alone] AS alone
// If these are all, nobody else is sought, and no more is read of the tree than leads to its core:
// whatever leads there leads to all that feeds it
WITH *, coalesce(size(alone) = all_of_them, false) AS near
CALL (a, near) {
  UNWIND CASE WHEN near THEN [a] ELSE [] END AS root
  MATCH p = (root)<-[:SUPPLIES*0..]-(e)
  WHERE all(r IN relationships(p) WHERE r.part IS NOT NULL
    AND NOT coalesce(endNode(r).essential_core = 2, false))
  WITH DISTINCT e
  RETURN collect(e) AS outside, count(CASE WHEN e.essential_core = 2 THEN e END) > 0 AS to_core
}
CALL (a, alone, near) {
  CALL (a, alone, near) {
    UNWIND CASE WHEN near THEN alone ELSE [] END AS e
    CALL (a, e) {
      WITH * WHERE e = a
      RETURN 0 AS tier
      UNION ALL
      WITH * WHERE e <> a
      MATCH p = shortestPath((e)-[:SUPPLIES*1..]->(a))
      WHERE all(r IN relationships(p) WHERE r.part IS NOT NULL)
      RETURN length(p) AS tier
    }
    RETURN e, tier
    UNION ALL
    UNWIND CASE WHEN near THEN [] ELSE [1] END AS whole
    MATCH p = (a)<-[:SUPPLIES*0..]-(e)
    WHERE all(r IN relationships(p) WHERE r.part IS NOT NULL)
    RETURN e, min(length(p)) AS tier
  }
  RETURN collect(e) AS tree, collect(tier) AS tiers
}
// The stop of any other goes beyond such steps where ways on which it arrives by them meet at a need.
// Looked at are those of whom this holds and who have two ways to go; whoever stops one of them by such
// steps has the same answer. Read against the direction of supply, where an enterprise has a few
// suppliers: forward it may have thousands of customers.
CALL (tree, near) {
  UNWIND CASE WHEN near THEN [] ELSE tree END AS buyer
  MATCH (s)-[r:SUPPLIES]->(buyer)
  WHERE r.part > 0
  WITH s, count(*) AS ways,
    collect(CASE WHEN r.part >= r.breaks THEN buyer END) AS breaks,
    collect(CASE WHEN r.part < r.breaks THEN [buyer, r.material, r.part, r.breaks] END) AS touches
  RETURN collect([s, touches]) AS readings, collect(breaks) AS broken,
    collect(CASE WHEN ways > 1 AND breaks <> [] THEN s END) AS forks
}
CALL (broken) {
  UNWIND broken AS buyers
  UNWIND buyers AS buyer
  RETURN collect(DISTINCT buyer) AS frail
}
// [one of them, those it reaches who touch a need, those at whom they meet], …
CALL (readings, frail, forks) {
  UNWIND readings AS reading
  WITH reading[0] AS s, reading[1] AS touches
  WHERE touches <> []
  CALL (s, frail) {
    WITH * WHERE s IN frail
    MATCH p = (s)<-[:SUPPLIES*0..]-(x)
    WHERE all(r IN relationships(p) WHERE r.part >= r.breaks)
    RETURN DISTINCT x
    UNION ALL
    WITH * WHERE NOT s IN frail
    RETURN s AS x
  }
  WITH s, touches, x
  WHERE x IN forks
  WITH x, collect(s) AS stopped, collect(touches) AS touching
  CALL (touching) {
    UNWIND touching AS touches
    UNWIND touches AS touch
    WITH touch[0] AS buyer, touch[1] AS material, touch[3] AS breaks, sum(touch[2]) AS parts
    WHERE parts >= breaks
    RETURN collect(DISTINCT buyer) AS met
  }
  WITH x, stopped, [buyer IN met WHERE NOT buyer IN stopped] AS fresh
  WHERE fresh <> []
  RETURN collect([x, stopped, fresh]) AS meetings
}
WITH today, near, outside, to_core, a, tree, tiers, alone, [one IN meetings WHERE NOT one[0] IN alone
  AND (NOT ranked OR one[0].stops_anchors > 0 OR NOT coalesce(a.anchor, a.above_scale, false))] AS others
// Does a stop with them? stops() of each within the tree, which holds every supplier of those in it,
// until a is reached, a round of all at a time: those whom the fresh reach by steps that break a need
// alone; then, fresh again, those who have a need of which the parts of all stopped reach r.breaks.
// Rounds are counted out in blocks, so that those left over cost next to nothing. Neo4j 5.26 allows no
// aggregates in them: rows are put together by their order, or by comparing.
WITH today, near, outside, to_core, a, tree, tiers, alone, reduce(
  sought = {going: others, found: []}, block IN range(0, size(tree) / 100) |
  CASE WHEN sought.going = [] THEN sought ELSE reduce(now = sought, round IN range(1, 100) |
    CASE WHEN now.going = [] THEN now ELSE
    head([reached IN [COLLECT {
        UNWIND now.going AS one
        UNWIND one[2] AS f
        CALL (tree, f) {
          MATCH p = (f)-[:SUPPLIES*0..]->(e)
          WHERE all(r IN relationships(p) WHERE r.part >= r.breaks) AND all(n IN nodes(p) WHERE n IN tree)
          RETURN DISTINCT e
        }
        WITH one, e
        WHERE NOT e IN one[1]
        RETURN DISTINCT [one[0], e]
      }] |
    head([going IN [[one IN now.going | head([more IN [
        [pair IN reached WHERE pair[0] = one[0] | pair[1]]] | [one[0], one[1] + more, more]])]] |
    head([left IN [[one IN going WHERE NOT a IN one[2]]] |
    head([parts IN [COLLECT {
        UNWIND range(0, size(left) - 1) AS at
        UNWIND left[at][2] AS s
        MATCH (s)-[r:SUPPLIES]->(buyer)
        WHERE r.part > 0 AND r.part < r.breaks AND buyer IN tree AND NOT buyer IN left[at][1]
        WITH DISTINCT at, buyer, r.material AS material
        MATCH (o)-[r:SUPPLIES {material: material}]->(buyer)
        WHERE r.part > 0 AND o IN left[at][1]
        WITH at, buyer, material, r
        ORDER BY at, buyer, material
        RETURN [at, buyer, material, r.breaks, r.part]
      }] |
    head([met IN [reduce(so_far = {need: [], parts: 0, met: []}, part IN parts |
        head([all_parts IN [part[4] + CASE WHEN so_far.need = part[..3] THEN so_far.parts ELSE 0 END] | {
          need: part[..3], parts: all_parts,
          met: CASE WHEN all_parts >= part[3] THEN so_far.met + [part[..2]] ELSE so_far.met END}])).met] | {
      found: now.found + [one IN going WHERE a IN one[2] | one[0]],
      going: [one IN [at IN range(0, size(left) - 1) |
        [left[at][0], left[at][1], [buyer IN met WHERE buyer[0] = at | buyer[1]]]]
        WHERE one[2] <> []]}])])])])]) END) END).found AS heads
CALL (heads) {
  UNWIND heads AS h
  MATCH p = (h)<-[:SUPPLIES*0..]-(x)
  WHERE all(r IN relationships(p) WHERE r.part >= r.breaks)
  RETURN collect(DISTINCT x) AS found
}
UNWIND range(0, size(tree) - 1) AS place
WITH today, a, CASE WHEN near THEN outside ELSE tree END AS within, to_core, tree[place] AS x,
  tiers[place] AS tier, alone, found
WHERE x <> a AND (x IN alone OR x IN found)
// Of those found stops() to the end, if that is not too far. While there are some who stopped in the last
// round: the buyers of whom one of them breaks a need alone. Else the needs touched by those fresh since
// they were looked at before: of needs touched twice the parts of all stopped may reach r.breaks. Places
// in the list are in an order in which they may stop: each has a need that breaks by those before it.
WITH today, a, x, tier, reduce(
  now = {stopped: [x], last: [x], fresh: [x], touched: []}, round IN range(1, 1000) | CASE
    WHEN size(now.stopped) > 500 THEN now
    WHEN now.last <> [] THEN head([more IN [COLLECT {
        UNWIND now.last AS s
        MATCH (s)-[r:SUPPLIES]->(buyer)
        WHERE r.part >= r.breaks AND NOT buyer IN now.stopped
          AND (to_core AND coalesce(buyer.essential_core > 0, false) OR buyer IN within)
        WITH DISTINCT buyer
        RETURN buyer ORDER BY buyer.id
      }] | {stopped: now.stopped + more, last: more, fresh: now.fresh + more,
        touched: now.touched}])
    WHEN now.fresh <> [] THEN head([needs IN [head([touched IN [now.touched + COLLECT {
        UNWIND now.fresh AS s
        MATCH (s)-[r:SUPPLIES]->(buyer)
        WHERE r.part < r.breaks AND r.part > 0 AND NOT buyer IN now.stopped
          AND (to_core AND coalesce(buyer.essential_core > 0, false) OR buyer IN within)
        RETURN [buyer, r.material]
      }] | COLLECT {
        UNWIND touched AS need
        RETURN need ORDER BY need[0], need[1]
      }])] | head([more IN [COLLECT {
        UNWIND [i IN range(1, size(needs) - 1) WHERE needs[i] = needs[i - 1] | needs[i]] AS need
        WITH DISTINCT need[0] AS buyer, need[1] AS material
        WHERE NOT buyer IN now.stopped AND 0 <= reduce(left = null, part IN COLLECT {
            MATCH (o)-[q:SUPPLIES {material: material}]->(buyer)
            WHERE q.part > 0 AND o IN now.stopped
            RETURN [q.part, q.breaks]
          } | coalesce(left, -part[1]) + part[0])
        WITH DISTINCT buyer
        RETURN buyer ORDER BY buyer.id
      }] | {stopped: now.stopped + more, last: more, fresh: more, touched: needs}])])
    ELSE now END) AS state
WITH today, a, x, tier, state.last = [] AND state.fresh = [] AS followed, state.stopped AS stopped
// every need that breaks, those stopped by their place in the list: [what breaks it, stock,
// [[supplier, part, days on the road], …], material], days in hundredths
CALL (today, stopped, followed) {
  UNWIND CASE WHEN followed THEN range(1, size(stopped) - 1) ELSE [] END AS place
  WITH today, stopped, place, stopped[place] AS e
  MATCH (s)-[r:SUPPLIES]->(e)
  WHERE r.part IS NOT NULL AND s IN stopped
  WITH today, place, e, r.material AS material, r.breaks AS breaks, sum(r.part) AS parts, collect([
    head([i IN range(0, size(stopped) - 1) WHERE stopped[i] = s]), r.part,
    toInteger(round(100 * coalesce(r.lead_days, 0)))]) AS gone
  WHERE parts >= breaks
  OPTIONAL MATCH (need:Material {id: material})
  OPTIONAL MATCH (e)-[n:NEEDS]->(need)
  WITH place, material, breaks, gone, toInteger(round(100 * coalesce(n.stock_days, 0))) - CASE
    WHEN e.runs AND n.stock_on < today
    THEN 100 * duration.inDays(n.stock_on, today).days ELSE 0 END AS stock
  ORDER BY place, material
  WITH place, collect([breaks, CASE WHEN stock > 0 THEN stock ELSE 0 END, gone, material]) AS needs
  ORDER BY place
  RETURN collect(needs) AS needs
}
WITH a, x, tier, followed, stopped, needs, toInteger(round(100 * x.recover_days)) AS out,
  head([i IN range(0, size(stopped) - 1) WHERE stopped[i] = a]) AS place
WITH a, x, tier, followed, stopped, needs, place,
  // the day on which each stops, lowered from 1000000000, until nothing changes
  reduce(state = {days: [0] + [i IN needs | 1000000000], more: true}, round IN range(0, size(needs)) |
    CASE WHEN NOT state.more THEN state ELSE head([days IN [[0] + [all IN needs | reduce(
      soonest = 1000000000, need IN all | head([stop IN [need[1] + reduce(end = 1000000000,
        s IN need[2] | CASE WHEN state.days[s[0]] + s[2] < end AND need[0] <= reduce(gone = 0,
          o IN need[2] | gone + CASE WHEN state.days[o[0]] + o[2] <= state.days[s[0]] + s[2]
            THEN o[1] ELSE 0 END) THEN state.days[s[0]] + s[2] ELSE end END)] |
        CASE WHEN stop < soonest THEN stop ELSE soonest END]))]] |
      {days: days, more: days <> state.days}]) END).days AS stops,
  // the days each loses while x recovers, raised from 0, until nothing changes
  CASE WHEN out IS NOT NULL THEN reduce(state = {days: [out] + [i IN needs | 0], more: true},
    round IN range(0, size(needs)) |
    CASE WHEN NOT state.more THEN state ELSE head([days IN [[out] + [all IN needs | reduce(
      most = 0, need IN all | head([lost IN [reduce(worst = 0,
        s IN need[2] | CASE WHEN state.days[s[0]] > worst AND need[0] <= reduce(gone = 0,
          o IN need[2] | gone + CASE WHEN state.days[o[0]] >= state.days[s[0]]
            THEN o[1] ELSE 0 END) THEN state.days[s[0]] ELSE worst END) - need[1]] |
        CASE WHEN lost > most THEN lost ELSE most END]))]] |
      {days: days, more: days <> state.days}]) END).days END AS losses
// the proof: from the enterprise back, the first need that those before it break, and on what it rests;
// where not all were followed, the shortest way by steps each of which breaks a need alone
WITH a, x, tier, followed, CASE WHEN followed THEN stops[place] END AS stop,
  CASE WHEN followed THEN losses[place] END AS lost,
  CASE WHEN followed THEN reduce(proof = {rests_on: [place], steps: []}, at IN range(place, 1, -1) |
    CASE WHEN at IN proof.rests_on THEN head([need IN [head([need IN needs[at - 1]
        WHERE need[0] <= reduce(gone = 0, s IN need[2] | gone + CASE WHEN s[0] < at THEN s[1] ELSE 0 END)
      ])] | head([before IN [[s IN need[2] WHERE s[0] < at | s[0]]] | {
        rests_on: proof.rests_on + before,
        steps: [[stopped[at], need[3], [s IN before | stopped[s].id]]] + proof.steps}])])
    ELSE proof END).steps
  ELSE coalesce(head(COLLECT {
      MATCH p = shortestPath((x)-[:SUPPLIES*1..]->(a))
      WHERE all(r IN relationships(p) WHERE r.part >= r.breaks)
      RETURN [r IN relationships(p) | [endNode(r), r.material, [startNode(r).id]]]
    }), []) END AS steps
RETURN
  x.id AS supplier,
  x.name AS name,
  tier,
  stop / 100.0 AS survive_days,
  x.recover_days AS recover_days,
  lost > 0 AS exposed,
  COLLECT {
    UNWIND steps AS step
    MATCH (needed:Material {id: step[1]})
    RETURN {
      enterprise: step[0].id, enterprise_name: step[0].name,
      material: needed.id, material_name: needed.name, suppliers: step[2]
    }
  } AS proof,
  steps <> [] AND all(step IN steps WHERE EXISTS {
    MATCH (buyer:Enterprise {id: step[0].id})-[n:NEEDS]->(:Material {id: step[1]})
    WHERE n.suppliers_complete
  }) AS confirmed,
  followed
ORDER BY survive_days, tier, supplier
