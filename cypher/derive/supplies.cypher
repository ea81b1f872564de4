// The supplies that count today: gap = lead − stock, weight = share, both in hundredths.
// Of parallel supplies one relationship stands for all: the shortest lead, the shares added up.
// Of suppliers not closed: the need breaks when the parts of those that stop reach breaks.
// What is there already is not written again: writing is dear, reading is cheap.
MATCH (graph:Graph {id: 'graph'})
UNWIND $enterprises AS id
MATCH (e:Enterprise {id: id})
CALL (graph, e) {
  // one that restarts in a what-if is ready whatever it lacks
  WITH graph, e, e.runs AS runs, e.given IS NULL AS waits, COLLECT {
    MATCH (e)-[n:NEEDS]->(m)
    RETURN [m.id, coalesce(n.essential, true), toInteger(round(100 * coalesce(n.stock_days, 0)))
      - CASE WHEN e.runs AND n.stock_on < graph.as_of
        THEN 100 * duration.inDays(n.stock_on, graph.as_of).days ELSE 0 END]
  } AS needs
  MATCH (s)-[r:SUPPLIES]->(e)
  WITH graph, e, runs, waits, needs, r.material AS material,
    count(DISTINCT s) < count(*) AS parallel,
    // 0 supply, 1 supplier, 2 whether it counts, 3 share, 4 lead, 5 whether its supplier is open
    collect([r, s, s <> e AND coalesce(r.until >= graph.as_of, true)
        AND coalesce(r.since <= graph.as_of, true), r.share,
      toInteger(round(100 * coalesce(r.lead_days, 0))),
      s.runs OR coalesce(s.closed_on > graph.as_of, true)]) AS offers
  WITH e, runs, waits, head([n IN needs WHERE n[0] = material]) AS need,
    // of parallel ones that which stands for them counts, with the share of all
    CASE WHEN NOT parallel THEN offers ELSE [o IN offers | CASE WHEN NOT o[2] THEN o ELSE
      [o[0], o[1], none(p IN offers WHERE p[2] AND p[1] = o[1] AND CASE
          WHEN coalesce(p[0].lead_days, 0) <> coalesce(o[0].lead_days, 0)
            THEN coalesce(p[0].lead_days, 0) < coalesce(o[0].lead_days, 0)
          // a blank lead is 0, and stands for its parallels before one that is given
          WHEN (p[0].lead_days IS NULL) <> (o[0].lead_days IS NULL) THEN p[0].lead_days IS NULL
          WHEN coalesce(p[0].since <> o[0].since, p[0].since IS NOT NULL OR o[0].since IS NOT NULL)
            THEN coalesce(p[0].since < o[0].since, o[0].since IS NULL)
          ELSE elementId(p[0]) < elementId(o[0]) END),
        reduce(share = null, p IN offers | CASE WHEN p[2] AND p[1] = o[1]
          THEN coalesce(share + p[3], p[3], share) ELSE share END), o[4], o[5]]
      END] END AS offers
  WITH e, runs, offers, coalesce(need[2], 0) AS stock,
    CASE WHEN waits AND coalesce(need[1], true) THEN [o IN offers WHERE o[2]] ELSE [] END AS first
  WITH e, runs, offers, stock, size(first) > 0 AS needed,
    all(o IN first WHERE o[3] IS NOT NULL) AS shared, [o IN first WHERE o[5]] AS open
  WITH e, runs, offers, stock, needed, shared, size(open) AS suppliers, reduce(total = 0,
    o IN CASE WHEN all(o IN open WHERE o[3] IS NOT NULL) THEN open ELSE [] END |
    total + toInteger(round(100 * o[3]))) AS total
  UNWIND offers AS o
  WITH e, o[0] AS r, o[1] AS s, needed AND o[2] AS first, stock, shared, total, suppliers,
    toInteger(round(100 * o[3])) AS share,
    CASE WHEN runs AND o[1].runs THEN 0 ELSE o[4] END AS lead,
    needed AND o[2] AND o[5] AS open
  WITH e, s, r,
    // a thousand days ahead is as good as more: it never decides within the horizon
    CASE WHEN NOT first THEN null WHEN stock <= 0 THEN lead WHEN lead - stock < -100000 THEN -100000
      ELSE lead - stock END AS gap,
    CASE WHEN first AND shared THEN share END AS weight,
    CASE WHEN open THEN CASE WHEN total > 0 THEN share ELSE 1 END END AS part,
    // with shares when the rest holds less than half, without when nobody is left
    CASE WHEN open THEN CASE WHEN total > 0 THEN total / 2 + 1 ELSE suppliers END END AS breaks
  FOREACH (x IN CASE WHEN coalesce(r.gap, $never) <> coalesce(gap, $never)
      OR coalesce(r.weight, $never) <> coalesce(weight, $never)
      OR coalesce(r.part, $never) <> coalesce(part, $never)
      OR coalesce(r.breaks, $never) <> coalesce(breaks, $never) THEN [r] ELSE [] END |
    SET x.gap = gap, x.weight = weight, x.part = part, x.breaks = breaks)
}
