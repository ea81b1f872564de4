// A new token of a user
CREATE (t:Token:Access {id: $id})
SET t.hash = $hash, t.user = $user, t.name = $name, t.scopes = $scopes, t.at = datetime(), t.until = $until
