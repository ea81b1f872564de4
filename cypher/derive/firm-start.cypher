// Who is in flow; and who could be firm by what is known of the enterprise itself: it will be
// ready, was surveyed, its own date is known, every essential material has known suppliers.
// doubt orders those that are not firm: each is not so by itself (0) or by others of lower doubt.
MATCH (e:Enterprise)
CALL (e) {
  WITH e, e.ready_days IS NOT NULL AND e.surveyed_on IS NOT NULL
      AND (e.runs OR e.expected_on IS NOT NULL)
      AND COUNT { (e)-[n:NEEDS]->() WHERE coalesce(n.essential, true) } = COUNT {
        MATCH (e)<-[r:SUPPLIES]-()
        WHERE r.gap IS NOT NULL
        RETURN DISTINCT r.material
      } AS firm
  SET e.in_flow = e.runs AND coalesce(e.ready_days = 0, false), e.firm = firm,
    e.doubt = CASE WHEN NOT firm THEN 0 END
} IN TRANSACTIONS OF 5000 ROWS
