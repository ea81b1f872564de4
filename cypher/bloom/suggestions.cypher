// The values that a saved query offers for a parameter, each with what people call it
CALL () {
  «statement»
  LIMIT «limit»
}
RETURN trim(«value» + ' ' + coalesce(«caption», '')) AS value
LIMIT «limit»
