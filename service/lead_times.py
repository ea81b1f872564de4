"""Cumulative lead times: how long the structure alone takes from raw material to each enterprise.

The equations of readiness with every own day and stock 0 and nobody running, by the statements of
readiness themselves (``statements.of_leads``). Nothing can be held by stock here, so all stand at
never first and are lowered from those that need nothing, the soonest first; what is left at never
can only be saved by a circle of leads of nothing, and only such are raised again from below.
"""

from collections.abc import Callable
from typing import Any

from service.raising import VALUES, Raising
from service.shapes import Rows
from service.statements import of_leads, statement, statement_for_some

THROUGH = {"through": 0}
"""See ``raising.VALUES``: no lead above 0 is made up for by stock."""

MANY = 10_000
"""Changed enterprises from which on all is derived again instead."""


class LeadTimes:
    """``run`` runs one statement; ``wide`` as for ``Raising``."""

    def __init__(self, run: Callable[[str, dict[str, Any]], Rows], *, wide: bool) -> None:
        self._run = run
        self.raising = Raising(self._one, wide=wide)

    def everything(self, everywhere: Callable[[str], None]) -> None:
        """Derives them from nothing; ``everywhere`` runs a statement over all enterprises."""
        everywhere(statement("derive/leads-start"))
        self.raising.descend()
        for name in ("ready", "waits-clear", "waits-start"):
            everywhere(of_leads(statement(f"derive/{name}")))
        self.raising.turns("waits")
        everywhere(of_leads(statement("derive/never")))

    def again(self, changed: list[str]) -> None:
        """Brings them up to date after the needs or supplies of these buyers changed."""
        self._run(statement("derive/leads-due"), {"enterprises": changed})
        self.raising.correct(changed)
        looked_at = self._run(of_leads(statement("derive/moved")), VALUES).rows
        self._some("ready", [id for id, _, _ in looked_at])
        sources = sorted({*changed, *(id for id, before, after in looked_at if before != after)})
        (near,) = self._one("derive/near", {"enterprises": sources, "sources": sources})
        self.raising.turns("waits-doubt")
        self.raising.turns("waits")
        self._some("never", near)

    def _some(self, name: str, enterprises: list[str]) -> None:
        given = VALUES | {"enterprises": enterprises, "whole": False}
        self._run(of_leads(statement_for_some(f"derive/{name}")), given)

    def _one(self, name: str, given: dict[str, Any]) -> list[Any]:
        return self._run(of_leads(statement(name)), given | THROUGH).one()
