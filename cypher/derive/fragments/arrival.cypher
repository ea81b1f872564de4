// When a material is there

// «arrival of never»: by ``first``, the soonest arrival, and ``shares``, a list of [at, weight, …]
// that add up to ``total``. Without shares the soonest suffices; with shares it is the earliest
// arrival by which at least half of them has come, ``never`` where none is.
CASE WHEN shares = [] THEN first ELSE reduce(best = never, x IN shares |
  CASE WHEN x[0] < best AND 2 * reduce(come = 0, y IN shares |
    come + CASE WHEN y[0] <= x[0] THEN y[1] ELSE 0 END) >= total THEN x[0] ELSE best END) END
