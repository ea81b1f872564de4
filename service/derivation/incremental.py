"""What follows from a change, derived in the transaction of the change, and no more than that."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from service.derivation.fixpoint import LOOSENING, VALUES, FixpointIteration
from service.derivation.lead_times import rederive_lead_times
from service.graph.database import Transaction
from service.statements import statement


@dataclass(frozen=True, slots=True)
class Rederived:
    """What followed from a change: ``[id, days before, days after]`` for each whose readiness
    ``moved``, ``None`` for never; and the ids of those who may stand otherwise than before."""

    moved: list[list[Any]]
    touched: set[str]


def rederive(transaction: Transaction, enterprises: list[str]) -> list[list[Any]]:
    """Derives again what readiness rests on after a change in ``transaction``; for what-ifs.

    ``enterprises`` are the ids of those whose own facts, needs or supplies (as buyers) changed.
    Gives ``[id, days before, days after]`` for each whose readiness moved, ``None`` for never.
    """
    return _Rederivation(transaction).moved(enterprises)[0] if enterprises else []


def rederive_everything(transaction: Transaction, enterprises: list[str]) -> Rederived:
    """Derives again everything that a change in ``transaction`` can change, but for the counts of
    groups (``groups.recount``); ``enterprises`` as for ``rederive``."""
    if not enterprises:
        return Rederived([], set())
    return _Rederivation(transaction).followed(enterprises, everything=True)


def rederive_standing(transaction: Transaction, enterprises: list[str]) -> Rederived:
    """Derives again how everybody stands after a change in ``transaction``, why who is never ready
    is not, and what is confirmed; not when those that run stop, nor how long the structure takes.
    For what is shown of a trial; ``enterprises`` as for ``rederive``."""
    if not enterprises:
        return Rederived([], set())
    return _Rederivation(transaction).followed(enterprises, everything=False)


def rederive_own_days(transaction: Transaction, own: Mapping[str, float | None]) -> list[list[Any]]:
    """Derives again in ``transaction`` when everybody is ready after these ``own`` days (``None``
    for never) of enterprises that neither run nor have closed, and nothing else; for trials.

    Gives ``[id, days]`` for each whose readiness moved, ``None`` for never.
    """
    transaction.run(statement("derive/own-days"), {"own": [[id, own[id]] for id in own]})
    FixpointIteration(transaction.run).correct(list(own))
    return transaction.run(statement("derive/moved-now"), VALUES).rows


class _Rederivation:
    """What follows from one change, step by step, all in its transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._readiness = FixpointIteration(transaction.run)

    def moved(self, enterprises: list[str]) -> tuple[list[list[Any]], list[list[Any]], list[str]]:
        """Who is ready on another day, who was evaluated at all, each with the days before and
        after; and whose supplies were looked at."""
        self._run_over("enterprises", enterprises)
        (touched,) = self._write("touched", {"enterprises": enterprises})
        self._run_over("supplies", touched)
        self._readiness.correct(touched)
        evaluated = self._transaction.run(statement("derive/moved"), VALUES).rows
        return [row for row in evaluated if row[1] != row[2]], evaluated, touched

    def followed(self, enterprises: list[str], *, everything: bool) -> Rederived:
        """What followed, with what rests on readiness; ``everything``: also the days on which those
        that run stop, and lead times."""
        moved, evaluated, touched = self.moved(enterprises)
        ids = [id for id, _, _ in moved]
        ready = sorted({*enterprises, *(row[0] for row in evaluated)})
        self._transaction.run(statement("derive/ready"), VALUES | {"enterprises": ready})
        self._update_dependents(enterprises, touched, ids, stops=everything)
        if everything:
            rederive_lead_times(self._transaction.run, enterprises)
        return Rederived(moved, {*enterprises, *ids, *self._readiness.other})

    def _update_dependents(
        self, changed: list[str], touched: list[str], moved: list[str], *, stops: bool
    ) -> None:
        """Brings up to date what rests on it: who waits for whom, what is firm, who stops."""
        (near,) = self._write(
            "near",
            {
                "enterprises": sorted({*changed, *touched, *moved}),
                "sources": sorted({*changed, *moved}),
            },
        )
        self._readiness.run_phase("waits-doubt")
        self._readiness.run_phase("waits")
        self._run_over("never", near)
        self._write("waits-none", {"enterprises": near})
        forgotten: list[str] = []
        more = True
        while more:
            (more,) = self._write("stuck-doubt", {"turn": 1, **LOOSENING._asdict()})
            forgotten += more
        self._run_over("stuck-start", forgotten)
        self._readiness.run_phase("stuck")
        last = [("stops-doubt", "stops")] if stops else []
        for doubting, deriving in (("firm-hope", "firm"), *last):
            self._write("marked", {"enterprises": near})
            self._readiness.run_phase(doubting)
            self._readiness.run_phase(deriving)

    def _run_over(self, name: str, enterprises: list[str]) -> None:
        """Runs a statement over some enterprises."""
        given = VALUES | {"enterprises": enterprises}
        self._transaction.run(statement(f"derive/{name}"), given)

    def _write(self, name: str, given: dict[str, Any]) -> list[Any]:
        return self._transaction.run(statement(f"derive/{name}"), given).one()
