// What one batch of a load changed, so that it can be taken back
CREATE (:Journal {load: $load, entries: $entries})
