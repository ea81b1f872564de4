"""When raising from below has to be helped: too few rise for how many are evaluated."""

from bisect import bisect_right
from collections.abc import Callable

MIN_WINDOW = 256
"""Evaluations after which progress is checked; so it is at every doubling of them."""

MAX_EVALUATIONS_PER_RAISED = 2
"""Evaluations per enterprise raised in a window before what still rises is settled; doubled, for
windows of that length, when settling raised nothing."""


class Stagnation:
    """Watches one raising, which begins with the turn ``turn``."""

    def __init__(self, turn: int) -> None:
        self._before = [(0, turn)]
        """Evaluations spent, and the next turn, each time."""
        self._patience: dict[int, int] = {}

    def settled(
        self,
        evaluated: int,
        turn: int,
        raised_since: Callable[[int], int],
        settle: Callable[[int], int],
    ) -> bool:
        """Notes that so many more were ``evaluated`` up to before ``turn``; whether that settled
        what rises again and again.

        ``raised_since`` counts those raised after a turn; ``settle`` settles them, and counts those
        that it raised.
        """
        last = self._before[-1][0]
        spent = last + evaluated
        self._before.append((spent, turn))
        window = MIN_WINDOW
        while window <= spent:
            # a window of a length is looked at each time as much has been spent again
            if last // window < spent // window:
                place = max(0, bisect_right(self._before, (spent - window, turn)) - 1)
                since = self._before[place][1] - 1
                patience = self._patience.setdefault(window, MAX_EVALUATIONS_PER_RAISED)
                if window > patience * raised_since(since):
                    lifted = settle(since)
                    self._patience[window] = MAX_EVALUATIONS_PER_RAISED if lifted else 2 * patience
                    return True
            window *= 2
        return False
