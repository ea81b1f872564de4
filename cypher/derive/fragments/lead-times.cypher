// The equations as those of cumulative lead times: those of readiness with every stock and every
// own day 0 and nobody running, so the same statements hold, proofs included

// «at of enterprise»: the value that is raised and lowered
enterprise.lead_at

// «gap of supply»: what the supplier's value grows by, in hundredths of a day
toInteger(round(100 * coalesce(supply.lead_days, 0)))

// «own_days of enterprise»: what is expected of itself, null for never
0.0
