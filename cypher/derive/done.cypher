// Derived facts are current, the ranking with them, if nothing was accepted meanwhile; it left out
// so many for want of time
MATCH (graph:Graph {id: 'graph'})
SET graph.held_by = randomUUID()
WITH graph, graph.version = $version AS stands
FOREACH (done IN CASE WHEN stands THEN [graph] ELSE [] END |
  SET done.derived_version = $version, done.ranked_version = $version,
    done.ranked_at = datetime(), done.ranked_left = $left, done.core = true, done.essential_core = true,
    done.ranking_stands = true,
    done.derivation = coalesce(done.derivation, 0) + 1, done.stamp = randomUUID())
SET graph.progress = null, graph.held_by = null
RETURN stands
