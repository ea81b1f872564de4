// The last id of each so many enterprises, and of all: ranges that are read one by one
MATCH (e:Enterprise)
WITH e.id AS id ORDER BY id
WITH collect(id) AS ids
RETURN [place IN range(1, (size(ids) - 1) / $size) | ids[place * $size - 1]] + ids[-1..] AS cuts
