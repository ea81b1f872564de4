// Whether anybody can sign in
RETURN EXISTS { (u:User) WHERE u.removed_at IS NULL } AS any
