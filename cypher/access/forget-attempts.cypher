// A right password: its user begins anew from its address, and is known there; under the other keys
// it was counted under, only this attempt is taken off again, with the wait that it brought (none was
// under way when it was counted)
MATCH (a:Attempt {id: $forgotten})
SET a.count = 0.0, a.known_at = datetime()
REMOVE a.until
WITH count(*) AS gone
UNWIND $taken_off AS id
MATCH (other:Attempt {id: id})
SET other.count = CASE WHEN other.count > 1 THEN other.count - 1 ELSE 0.0 END
REMOVE other.until
