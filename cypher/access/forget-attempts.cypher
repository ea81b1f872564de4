// A right password: its user begins anew from its address; under the other keys only this attempt is
// taken off again, with the wait that it brought (none was under way when it was counted)
MATCH (a:Attempt)
WHERE a.id = $forgotten
DELETE a
WITH count(*) AS gone
UNWIND $taken_off AS id
MATCH (other:Attempt {id: id})
SET other.count = CASE WHEN other.count > 0 THEN other.count - 1 ELSE 0 END, other.last = other.before
REMOVE other.until
