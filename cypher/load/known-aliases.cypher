// Names and ids that stand for things that there are
MATCH (a:Alias {kind: $kind})
MATCH (n:«label» {id: a.stands_for})
RETURN a.of AS of, a.name AS name, n.id AS id, a.renamed AS renamed,
       a.steps AS steps
