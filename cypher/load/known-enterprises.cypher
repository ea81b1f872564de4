// The enterprises a list may mean
MATCH (e:Enterprise)
RETURN e.id AS id, e.name AS name, e.uscc AS uscc, e.resumed_on AS resumed_on
