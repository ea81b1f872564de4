// Of some nodes, those that a dataset still claims, with all that claim them or what is tied to them
UNWIND $ids AS id
MATCH (n:«label» {id: id})
WHERE $dataset IN n.datasets
RETURN n.id AS id, properties(n) AS properties,
       COLLECT {
         MATCH (n)-[r]-()
         WHERE NOT type(r) IN $ignored
         UNWIND coalesce(r.datasets, [$from_actions]) AS holder
         RETURN DISTINCT holder
       } AS holders
