// The equations as those of readiness

// «at of enterprise»: the value that is raised and lowered
enterprise.at

// «gap of supply»: what the supplier's value grows by, in hundredths of a day
supply.gap

// «own_days of enterprise»: what is expected of itself, null for never
enterprise.own_days
