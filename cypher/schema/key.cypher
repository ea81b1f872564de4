// The key of the things of one table: LABEL is their label
CREATE CONSTRAINT NAME IF NOT EXISTS FOR (n:LABEL) REQUIRE n.id IS UNIQUE
