// The supplies that count today: gap = lead − stock, weight = share, both in hundredths; lead_gap is
// the lead alone, whoever runs.
// Of parallel supplies one relationship stands for all: the shortest lead, the shares added up.
// Of suppliers not closed: the need breaks when the parts of those that stop reach breaks.
// Marks as due whoever a supplier holds up beyond what is expected of the enterprise itself.
MATCH (graph:Graph {id: 'graph'})
MATCH (e:Enterprise)
CALL (graph, e) {
  MATCH (s)-[r:SUPPLIES]->(e)
  WITH graph, e, s, r,
    s <> e AND coalesce(r.until >= graph.as_of, true) AND coalesce(r.since <= graph.as_of, true)
      AS counts
  // a blank lead is 0, and stands for its parallels before one that is given
  ORDER BY counts DESC, coalesce(r.lead_days, 0), r.lead_days IS NOT NULL, r.since
  WITH graph, e, s, r.material AS material, collect(r) AS parallel,
    collect(CASE WHEN counts THEN r END) AS counting,
    sum(CASE WHEN counts THEN r.share END) AS share,
    count(CASE WHEN counts THEN r.share END) > 0 AS shared
  OPTIONAL MATCH (need:Material {id: material})
  OPTIONAL MATCH (e)-[n:NEEDS]->(need)
  WITH e, s, material, parallel, share, shared,
    // one that restarts in a what-if is ready whatever it lacks
    CASE WHEN coalesce(n.essential, true) AND e.given IS NULL THEN head(counting) END AS first,
    e.runs AND s.runs AS on_the_road,
    toInteger(round(100 * coalesce(head(counting).lead_days, 0))) AS lead_gap,
    toInteger(round(100 * coalesce(n.stock_days, 0))) - CASE
      WHEN e.runs AND n.stock_on < graph.as_of
      THEN 100 * duration.inDays(n.stock_on, graph.as_of).days ELSE 0 END AS stock
  WITH *, CASE WHEN on_the_road THEN 0 ELSE lead_gap END AS lead
  WITH graph, e, material, collect({
      first: first, parallel: parallel, share: toInteger(round(100 * share)), shared: shared,
      // a thousand days ahead is as good as more: it never decides within the horizon
      gap: CASE WHEN stock <= 0 THEN lead WHEN lead - stock < -100000 THEN -100000
        ELSE lead - stock END,
      lead_gap: lead_gap,
      open: first IS NOT NULL AND coalesce(s.closed_on > graph.as_of, true),
      at: s.at
    }) AS offers
  WITH e, offers, [o IN offers WHERE o.open] AS open,
    all(o IN offers WHERE o.first IS NULL OR o.shared) AS shared
  WITH e, offers, shared, size(open) AS suppliers, reduce(total = 0, o IN open |
    total + CASE WHEN all(p IN open WHERE p.shared) THEN o.share ELSE 0 END) AS total
  UNWIND offers AS o
  FOREACH (r IN o.parallel |
    SET r.gap = CASE WHEN r = o.first THEN o.gap END,
      r.lead_gap = CASE WHEN r = o.first THEN o.lead_gap END,
      r.weight = CASE WHEN r = o.first AND shared THEN o.share END,
      r.part = CASE WHEN r = o.first AND o.open
        THEN CASE WHEN total > 0 THEN o.share ELSE 1 END END,
      // with shares when the rest holds less than half, without when nobody is left
      r.breaks = CASE WHEN r = o.first AND o.open
        THEN CASE WHEN total > 0 THEN total / 2 + 1 ELSE suppliers END END)
  WITH e, max(CASE WHEN o.first IS NOT NULL THEN o.at + o.gap * $scale - 1 END) AS latest
  WHERE latest > e.at AND $whole
  SET e.due = CASE WHEN latest > $horizon THEN 1 ELSE 400 - latest / $scale / 100 END
} IN TRANSACTIONS OF 2000 ROWS
