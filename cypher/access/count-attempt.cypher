// Counts an attempt to sign in under each of its keys, unless one of them has to wait; how many
// seconds that is. Counts go down evenly, so that nothing is counted for longer than an hour where no
// more than what is free is tried in it, and not while one waits; beyond what is free each attempt
// waits twice as long as the one before. Of who is known, having signed in as this user from this
// address lately, his own key alone is asked and counted: nobody else keeps him out, and his right
// passwords take nothing from what others have tried.
UNWIND $keys AS key
MERGE (a:Attempt {id: key.id})
SET a:Access, a.looked_at = datetime()
WITH collect({a: a, free: key.free, kind: key.kind}) AS every
WITH every, any(one IN every
  WHERE one.kind = 'pair'
    AND coalesce(one.a.known_at > datetime() - duration({days: $known_days}), false)) AS known
WITH known, [one IN every WHERE one.kind = 'pair' OR NOT known] AS every
WITH known, every, reduce(wait = 0, one IN every |
    CASE WHEN coalesce(duration.inSeconds(datetime(), one.a.until).seconds, 0) > wait
      THEN duration.inSeconds(datetime(), one.a.until).seconds ELSE wait END) AS wait
UNWIND every AS one
WITH known, wait, one.a AS a, one.free AS free,
  CASE WHEN one.a.until > one.a.last THEN one.a.until ELSE one.a.last END AS since
WITH known, wait, a, free, coalesce(a.count, 0.0)
    - coalesce(duration.inSeconds(since, datetime()).seconds, 0) * free / 3600.0 AS left
WITH known, wait, a, free, CASE WHEN left > 0 THEN left ELSE 0.0 END + 1 AS count
FOREACH (counted IN CASE WHEN wait = 0 THEN [count] ELSE [] END |
  SET a.count = counted, a.last = datetime(),
    a.until = CASE WHEN counted > free THEN datetime() + duration({seconds: toInteger(
        CASE WHEN counted - free > 12 THEN $longest
          WHEN 2 ^ ceil(counted - free) > $longest THEN $longest
          ELSE 2 ^ ceil(counted - free) END)}) END
)
WITH known, max(wait) AS wait
CALL () {
  MATCH (old:Attempt)
  WHERE old.looked_at < datetime() - duration({hours: 2})
    AND coalesce(old.known_at < datetime() - duration({days: $known_days}), true)
  WITH old LIMIT 1000
  DELETE old
}
RETURN wait, known
