"""Cumulative lead times: how long the structure alone takes from raw material to each enterprise.

The equations of readiness with every own day and stock 0 and nobody running, by the statements of
readiness themselves (``fragments/lead-times.cypher``). Nothing can be held by stock here: only a
circle of leads of nothing may hold itself. What is stored is ``lead_at`` alone: the days, and by
the parts of a hundredth also who decides them.
"""

from typing import Any

from service.derivation.fixpoint import FixpointIteration, Run
from service.graph.values import Rows
from service.statements import statement

THROUGH = {"through": 0}
"""See ``fixpoint.VALUES``: no lead above 0 is made up for by stock."""


def rederive_lead_times(run: Run, changed: list[str]) -> None:
    """Brings them up to date after the needs or supplies of these buyers changed; ``run`` runs one
    statement in the transaction of the change."""

    def run_equations(text: str, given: dict[str, Any]) -> Rows:
        return run(text, given | THROUGH)

    run(statement("derive/leads-due"), {"enterprises": changed})
    FixpointIteration(run_equations, equations="lead-times").correct(changed)
    run(statement("derive/leads-end"), {})
