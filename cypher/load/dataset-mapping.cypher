// What a person has said of the headers of a dataset's lists, as JSON
MATCH (d:Dataset {id: $dataset})
RETURN d.mapping
