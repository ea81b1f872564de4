// Counts an attempt to sign in under each of its keys, unless one of them has to wait; how many
// seconds that is. Beyond what is free each attempt waits twice as long as the one before.
UNWIND $keys AS key
MERGE (a:Attempt {id: key.id})
SET a:Access, a.looked_at = datetime()
WITH collect({a: a, free: key.free}) AS every
WITH every, reduce(wait = 0, one IN every |
    CASE WHEN coalesce(duration.inSeconds(datetime(), one.a.until).seconds, 0) > wait
      THEN duration.inSeconds(datetime(), one.a.until).seconds ELSE wait END) AS wait
UNWIND every AS one
WITH wait, one.a AS a, one.free AS free,
  CASE WHEN one.a.last > datetime() - duration({hours: 1}) THEN one.a.count ELSE 0 END + 1 AS count
FOREACH (counted IN CASE WHEN wait = 0 THEN [count] ELSE [] END |
  SET a.count = counted, a.before = a.last, a.last = datetime(),
    a.until = CASE WHEN counted > free THEN datetime() + duration({seconds: toInteger(
        CASE WHEN counted - free > 12 THEN $longest
          ELSE CASE WHEN 2 ^ (counted - free) > $longest THEN $longest ELSE 2 ^ (counted - free) END
        END)}) END
)
WITH max(wait) AS wait
CALL () {
  MATCH (old:Attempt)
  WHERE old.looked_at < datetime() - duration({hours: 2})
  WITH old LIMIT 1000
  DELETE old
}
RETURN wait
