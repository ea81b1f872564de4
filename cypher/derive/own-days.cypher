// Other own days of some enterprises, which are due to be raised by them
UNWIND $own AS one
MATCH (e:Enterprise {id: one[0]})
SET e.own_days = one[1], e.due = 1
