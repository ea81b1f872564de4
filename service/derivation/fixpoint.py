"""FixpointIteration and lowering readiness to the least solution: the loops around the statements.

The same for a derivation of everything, each step in a transaction of its own, and for what follows
from one change, all in the transaction of the change. Readiness is raised from below, the longest
waits first (value iteration). Where a few rise again and again they sit in or behind circles, and
are settled at once: with the choices made so far every circle gains days each turn, so nobody in it
is ready before the best way out of it, which is a shortest path (strategy improvement for energy
games: Björklund and Vorobyov, "A combinatorial strongly subexponential strategy improvement
algorithm for mean payoff games", 2007; Brim et al., "Faster algorithms for mean-payoff games",
2011). A circle that gains 0.01 day a turn therefore costs work in proportion to its length, not to
the days of the horizon.

Days are whole hundredths, each split into ``SCALE`` parts of which every hop takes one off: no
circle then gains exactly nothing, so the choices can be read off the values at any time, the finite
part of a solution is the only one, and the hops, fewer than ``SCALE``, are lost again when the days
are rounded up.
"""

from bisect import bisect_right
from collections.abc import Callable
from typing import Any

WIDE = (1, 10_000)
"""Turns of one transaction, and enterprises evaluated in a turn, while many are due."""

MIDDLE = (10, 500)
"""The same while many are due whose order counts: each is looked at when its last part is there."""

NARROW = (100, 100)
"""The same while few are due, so that a long chain does not cost a request per hop."""

SCALE = 2**24
"""Parts of a hundredth of a day; more than the hops of the longest way through a network."""

HORIZON = 36_500 * SCALE
"""What passes a year is never."""

NEVER = 1_000_000_000 * SCALE

VALUES = {"scale": SCALE, "horizon": HORIZON, "never": NEVER, "through": NEVER}
"""``through``: the longest lead less stock by which two may hold each other at one day."""

WINDOW = 256
"""Evaluations after which raising is looked at; so is every doubling of them."""

PATIENCE = 2
"""Evaluations per enterprise raised in a window before what still rises is settled; doubled, for
windows of that length, when settling raised nothing."""

LOWERINGS = 4
"""Evaluations per enterprise lowered before the rest is raised from below instead: a circle that
has just enough stock to hold itself falls by hundredths."""

Run = Callable[[str, dict[str, Any]], list[Any]]
"""Runs one statement of the derivation and gives the one row that it returns."""


class FixpointIteration:
    """Turns of the derivation's statements until nobody is due. ``evaluated`` counts per phase."""

    def __init__(self, run: Run, *, wide: bool) -> None:
        self._run = run
        self._wide = wide
        self._turn = 1
        self.evaluated: dict[str, int] = {}

    def raise_ready(self) -> None:
        """Raises ready_days to the least solution, settling where a few rise again and again."""
        turn, spent = self._turn, 0
        before = [(0, turn)]
        """Evaluations spent, and the next turn, before each transaction."""
        patience: dict[int, int] = {}
        while True:
            evaluated, turn = self._turns("raise", turn)
            if not evaluated:
                self._turn = turn
                return
            spent += evaluated
            before.append((spent, turn))
            window = WINDOW
            while window <= spent:
                # a window of a length is looked at each time as much has been spent again
                if (spent - evaluated) // window < spent // window:
                    since = before[max(0, bisect_right(before, (spent - window, turn)) - 1)][1] - 1
                    (raised,) = self._write("raised", since=since)
                    if window > patience.setdefault(window, PATIENCE) * raised:
                        lifted = self._settle(since, turn)
                        patience[window] = PATIENCE if lifted else 2 * patience[window]
                        turn += 1
                        break
                window *= 2

    def _settle(self, since: int, turn: int) -> int:
        """Lifts what was raised after turn ``since`` to the best way out of its circles."""
        self._write("settle-start", since=since)
        self.turns("settle")
        (raised,) = self._write("settle-end", since=since, turn=turn)
        return int(raised)

    def turns(self, phase: str) -> None:
        """Turns of one statement until nobody is due."""
        turn, evaluated = 1, 1
        while evaluated:
            evaluated, turn = self._turns(phase, turn)

    def correct(self, touched: list[str]) -> None:
        """Brings readiness to the least solution again after a change.

        ``touched`` are the enterprises whose own day or supplies changed; they are marked as due.
        First raised to where they and others stand at least, as if nothing had got better; then
        lowered from there.
        """
        self.raise_ready()
        self._write("lowered", enterprises=touched)
        while stalled := self._lower():
            self._write("lowered", enterprises=stalled)
            if not self._loosen():
                return

    def descend(self) -> None:
        """Lowers to the least solution what all stand at never, from those marked on."""
        self._lower(whole=True)
        self._write("stalled")
        while self._loosen() and (stalled := self._lower()):
            self._write("lowered", enterprises=stalled)

    def _loosen(self) -> bool:
        """Raises from below those marked that may be ready after all; whether there were any."""
        loosened: list[str] = []
        evaluated = 1
        while evaluated:
            evaluated, more = self._write("loosen", turn=self._turn, turns=20, batch=1000)
            loosened += more
        if not loosened:
            return False
        self._turn += 20
        self.raise_ready()
        self._write("loosened", enterprises=loosened)
        return True

    def _lower(self, *, whole: bool = False) -> list[str]:
        """Lowers from above until nobody is marked; gives those that stay never ready.

        ``whole``: all stand at never. Where that takes too long, all that could still be lowered
        are raised from below again.
        """
        spent, lowered, distinct = 0, 0, 0
        stalled: set[str] = set()
        reset = False
        while True:
            turns, batch = WIDE if reset else MIDDLE if whole else NARROW
            evaluated, changed, first, stays = self._write(
                "lower", turn=self._turn, turns=turns, batch=batch, reset=reset, whole=whole
            )
            self._turn += turns
            self.evaluated["lower"] = self.evaluated.get("lower", 0) + evaluated
            stalled.update(stays)
            spent, lowered = spent + evaluated, lowered + changed
            if not evaluated:
                break
            if not reset and spent > WINDOW and lowered:
                distinct = distinct + first if whole else self._write("raised", since=0)[0]
                reset = lowered > LOWERINGS * distinct + WINDOW
        if reset:
            self.raise_ready()
        return sorted(stalled)

    def _turns(self, phase: str, turn: int) -> tuple[int, int]:
        """One transaction of turns: how many were evaluated, and the next turn."""
        turns, batch = WIDE if self._wide else NARROW
        evaluated, _ = self._write(phase, turn=turn, turns=turns, batch=batch)
        self._wide = evaluated > turns * batch // 2
        total = self.evaluated.get(phase, 0)
        self.evaluated[phase] = total + evaluated
        return evaluated, turn + turns

    def _write(self, name: str, **given: Any) -> list[Any]:
        return self._run(f"derive/{name}", VALUES | given)
