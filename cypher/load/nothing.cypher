// Whether the graph holds nothing yet
RETURN NOT EXISTS { (n) WHERE NOT n:Graph AND NOT n:Group AND NOT n:Day AND NOT n:Access } AS empty
