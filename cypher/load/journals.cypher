// What a load changed, batch by batch
MATCH (j:Journal {load: $load})
RETURN j.entries AS entries
