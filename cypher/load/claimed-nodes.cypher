// Ids of the nodes of one label that a dataset brought, alone or with others
MATCH (n:«label»)
WHERE $dataset IN n.datasets
RETURN n.id AS id
