// Whether the graph holds nothing yet
RETURN NOT EXISTS { (n) WHERE NOT n:Graph } AS empty
