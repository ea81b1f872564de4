"""Cumulative lead times: how long the structure alone takes from raw material to each enterprise.

The equations of readiness with every own day and stock 0 and nobody running, by the statements of
readiness themselves (``statements.of_leads``). Nothing can be held by stock here, so all stand at
never first and are lowered from those that need nothing, the soonest first; what is left at never
can only be saved by a circle of leads of nothing, and only such are raised again from below. What
is stored is ``lead_at`` alone: the days, and by the parts of a hundredth also who decides them.
"""

from collections.abc import Callable
from typing import Any

from service.derivation.fixpoint import FixpointIteration
from service.graph.values import Rows
from service.statements import of_leads, statement

THROUGH = {"through": 0}
"""See ``raising.VALUES``: no lead above 0 is made up for by stock."""

MANY = 10_000
"""Changed enterprises from which on all is derived again instead."""


class LeadTimes:
    """``run`` runs one statement; ``wide`` as for ``FixpointIteration``."""

    def __init__(self, run: Callable[[str, dict[str, Any]], Rows], *, wide: bool) -> None:
        self._run = run
        self.raising = FixpointIteration(self._one, wide=wide)

    def everything(self, everywhere: Callable[[str], object]) -> None:
        """Derives them from nothing; ``everywhere`` runs a statement over all enterprises."""
        everywhere(statement("derive/leads-start"))
        self.raising.descend()
        self._run(statement("derive/leads-end"), {})

    def again(self, changed: list[str]) -> None:
        """Brings them up to date after the needs or supplies of these buyers changed."""
        self._run(statement("derive/leads-due"), {"enterprises": changed})
        self.raising.correct(changed)
        self._run(statement("derive/leads-end"), {})

    def _one(self, name: str, given: dict[str, Any]) -> list[Any]:
        return self._run(of_leads(statement(name)), given | THROUGH).one()
