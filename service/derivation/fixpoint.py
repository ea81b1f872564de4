"""The least solution of the equations of readiness after a change: the loops around the statements.

All in the transaction of the change, in the same parts of a hundredth of a day in which everything
is derived (``service.equations.readiness``, where the method is told: raising from below, the
longest waits first, and settling what rises again and again). What may have become earlier is
lowered first.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from service.equations.scale import HORIZON_PARTS, NEVER_PARTS, SCALE
from service.equations.stagnation import MIN_WINDOW, Stagnation
from service.graph.values import Rows
from service.statements import statement


class Pace(NamedTuple):
    """How much one transaction does."""

    turns: int
    batch: int
    """Enterprises evaluated in a turn, at most."""


MANY_DUE = Pace(turns=1, batch=10_000)

FEW_DUE = Pace(turns=100, batch=100)
"""A long chain must not cost a request per hop."""

LOOSENING = Pace(turns=20, batch=1000)
"""While marks spread from those marked first."""

VALUES = {
    "scale": SCALE, "horizon": HORIZON_PARTS, "never": NEVER_PARTS, "through": NEVER_PARTS
}  # fmt: skip
"""``through``: the longest lead less stock by which two may hold each other at one day."""

MAX_EVALUATIONS_PER_LOWERED = 4
"""Evaluations per enterprise lowered before the rest is raised from below instead: a circle that
has just enough stock to hold itself falls by hundredths."""

Run = Callable[[str, dict[str, Any]], Rows]
"""Runs one statement of the derivation, given its text and its parameters."""


class FixpointIteration:
    """Runs the derivation's statements, turn after turn, until nobody is due.

    ``equations`` are ``readiness`` or ``lead-times``, the fragments of the statements that solve
    them. ``evaluated`` counts the evaluations of each phase; ``other`` are the ids of those that
    were, or may be, confirmed otherwise.
    """

    def __init__(self, run: Run, *, equations: str = "readiness") -> None:
        self._run = run
        self._equations = equations
        self._many_due = False
        self._turn = 1
        self.evaluated: dict[str, int] = {}
        self.other: set[str] = set()

    def raise_ready(self) -> None:
        """Raises ready_days to the least solution, settling where a few rise again and again."""
        turn, stagnation = self._turn, Stagnation(self._turn)
        while True:
            turns = self._pace.turns
            evaluated, turn = self._run_turns("raise", turn, self._equations)
            if evaluated < turns:  # in the last of them nobody was due any more
                self._turn = turn
                return
            if stagnation.settled(evaluated, turn, self._raised_since, partial(self._settle, turn)):
                turn += 1

    def _raised_since(self, turn: int) -> int:
        (raised,) = self._write("raised", since=turn)
        return int(raised)

    def _settle(self, turn: int, since: int) -> int:
        """Lifts what was raised after turn ``since`` to the best way out of its circles, in turn
        ``turn``; counts who was raised by that."""
        self._solve("settle-start", since=since)
        self.run_phase("settle", self._equations)
        (raised,) = self._solve("settle-end", since=since, turn=turn)
        return int(raised)

    def run_phase(self, phase: str, *variants: str) -> None:
        """Runs the turns of one statement until nobody is due."""
        turn, evaluated = 1, 1
        while evaluated:
            evaluated, turn = self._run_turns(phase, turn, *variants)

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

    def _loosen(self) -> bool:
        """Raises from below those marked that may be ready after all; whether there were any."""
        loosened: list[str] = []
        evaluated = LOOSENING.turns
        while evaluated >= LOOSENING.turns:
            evaluated, more = self._solve("loosen", turn=self._turn, **LOOSENING._asdict())
            loosened += more
        if not loosened:
            return False
        self._turn += LOOSENING.turns
        self.raise_ready()
        self._solve("loosened", enterprises=loosened)
        return True

    def _lower(self) -> list[str]:
        """Lowers from above until nobody is marked; gives those that stay never ready.

        Where that takes too long, all that could still be lowered are raised from below again.
        """
        spent, lowered = 0, 0
        stalled: set[str] = set()
        reset = False
        while True:
            pace = MANY_DUE if reset else FEW_DUE
            evaluated, changed, stays = self._solve(
                "lower", turn=self._turn, reset=reset, **pace._asdict()
            )
            self._turn += pace.turns
            self._count("lower", evaluated)
            stalled.update(stays)
            spent, lowered = spent + evaluated, lowered + changed
            if evaluated < pace.turns:
                break
            if not reset and spent > MIN_WINDOW and lowered:
                distinct = self._raised_since(0)
                reset = lowered > MAX_EVALUATIONS_PER_LOWERED * distinct + MIN_WINDOW
        if reset:
            self.raise_ready()
        return sorted(stalled)

    @property
    def _pace(self) -> Pace:
        return MANY_DUE if self._many_due else FEW_DUE

    def _run_turns(self, phase: str, turn: int, *variants: str) -> tuple[int, int]:
        """One transaction of turns: how many were evaluated, and the next turn."""
        pace = self._pace
        evaluated, _, *other = self._write(phase, *variants, turn=turn, **pace._asdict())
        self.other.update(*other)
        self._many_due = evaluated > pace.turns * pace.batch // 2
        self._count(phase, evaluated)
        return evaluated, turn + pace.turns

    def _count(self, phase: str, evaluated: int) -> None:
        self.evaluated[phase] = self.evaluated.get(phase, 0) + evaluated

    def _solve(self, name: str, **given: Any) -> list[Any]:
        """Runs a statement of the equations."""
        return self._write(name, self._equations, **given)

    def _write(self, name: str, *variants: str, **given: Any) -> list[Any]:
        return self._run(statement(f"derive/{name}", *variants), VALUES | given).one()
