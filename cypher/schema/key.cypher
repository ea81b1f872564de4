// The key of the things of one table
CREATE CONSTRAINT «constraint» IF NOT EXISTS FOR (n:«label») REQUIRE n.id IS UNIQUE
