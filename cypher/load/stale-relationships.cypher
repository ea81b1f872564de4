// Of some relationships, those that a dataset still claims, with all that claim them
UNWIND $elements AS element
MATCH ()-[r]->()
WHERE elementId(r) = element AND $dataset IN r.datasets
RETURN element, r.datasets AS datasets
