MATCH (e:Enterprise)
