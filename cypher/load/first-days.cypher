// Since when each dataset speaks
MATCH (d:Dataset)
RETURN d.id AS dataset, coalesce(d.first_as_of, d.as_of) AS day
