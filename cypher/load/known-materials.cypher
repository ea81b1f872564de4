// The materials a list may mean
MATCH (m:Material)
RETURN m.id AS id, m.name AS name
