"""Days as the equations reckon them: whole hundredths, and parts of a hundredth."""

HORIZON = 36_500
"""Hundredths of a day: what passes a year is never."""

NEVER = 1_000_000_000
"""Never, in hundredths of a day."""

SCALE = 2**24
"""Parts of a hundredth of a day; more than the hops of the longest way through a network."""

HORIZON_PARTS = HORIZON * SCALE

NEVER_PARTS = NEVER * SCALE
