"""Cumulative lead times: how long the structure alone takes from raw material to each enterprise.

The equations of readiness with every own day and stock 0 and nobody running, by the statements of
readiness themselves (``fragments/lead-times.cypher``). Nothing can be held by stock here, so all
stand at never first and are lowered from those that need nothing, the soonest first; what is left
at never can only be saved by a circle of leads of nothing, and only such are raised again from
below. What is stored is ``lead_at`` alone: the days, and by the parts of a hundredth also who
decides them.
"""

from collections.abc import Callable
from typing import Any

from service.derivation.fixpoint import FixpointIteration, Run
from service.graph.values import Rows
from service.statements import statement

THROUGH = {"through": 0}
"""See ``fixpoint.VALUES``: no lead above 0 is made up for by stock."""

MAX_REDERIVED = 10_000
"""Changed enterprises from which on all is derived again instead."""


class LeadTimes:
    """``run`` runs one statement; ``many_due`` as for ``FixpointIteration``."""

    def __init__(self, run: Run, *, many_due: bool) -> None:
        self._run = run
        self.iteration = FixpointIteration(
            self._run_equations, equations="lead-times", many_due=many_due
        )

    def derive_all(self, run_over_all: Callable[[str], object]) -> None:
        """Derives them from nothing; ``run_over_all`` runs a statement over all enterprises."""
        run_over_all(statement("derive/leads-start"))
        self.iteration.descend()
        self._run(statement("derive/leads-end"), {})

    def rederive(self, changed: list[str]) -> None:
        """Brings them up to date after the needs or supplies of these buyers changed."""
        self._run(statement("derive/leads-due"), {"enterprises": changed})
        self.iteration.correct(changed)
        self._run(statement("derive/leads-end"), {})

    def _run_equations(self, text: str, given: dict[str, Any]) -> Rows:
        return self._run(text, given | THROUGH)
