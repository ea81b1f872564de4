"""What follows from a change, derived in the transaction of the change, and no more than that."""

from typing import Any

from service.derivation.fixpoint import VALUES, FixpointIteration
from service.derivation.lead_times import LeadTimes
from service.graph.database import Transaction
from service.statements import statement, statement_for_some


def rederive(transaction: Transaction, enterprises: list[str], *, whole: bool) -> list[list[Any]]:
    """Derives again what a change in ``transaction`` can change.

    ``enterprises`` are the ids of those whose own facts, needs or supplies (as buyers) changed.
    Gives ``[id, days before, days after]`` for each whose readiness moved, ``None`` for never.
    With ``whole`` everything derived is brought up to date; without, only what readiness rests on,
    which is enough for a what-if that is rolled back.
    """
    return _Again(transaction).derive(enterprises, whole=whole)


class _Again:
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._raising = FixpointIteration(self._run, wide=False)

    def derive(self, enterprises: list[str], *, whole: bool) -> list[list[Any]]:
        self._some("enterprises", enterprises)
        (touched,) = self._run("derive/touched", {"enterprises": enterprises})
        self._some("supplies", touched)
        self._raising.correct(touched)
        looked_at = self._transaction.run(statement("derive/moved"), VALUES).rows
        moved = [row for row in looked_at if row[1] != row[2]]
        if whole:
            ready = VALUES | {"enterprises": sorted({*enterprises, *(row[0] for row in looked_at)})}
            self._transaction.run(statement("derive/ready"), ready)
            self._follow(enterprises, touched, [id for id, _, _ in moved])
            LeadTimes(self._transaction.run, wide=False).again(enterprises)
        return moved

    def _follow(self, changed: list[str], touched: list[str], moved: list[str]) -> None:
        """Brings up to date what rests on it: who waits for whom, what is firm, who stops."""
        (near,) = self._run(
            "derive/near",
            {
                "enterprises": sorted({*changed, *touched, *moved}),
                "sources": sorted({*changed, *moved}),
            },
        )
        self._raising.turns("waits-doubt")
        self._raising.turns("waits")
        self._some("never", near)
        self._run("derive/waits-none", {"enterprises": near})
        forgotten: list[str] = []
        more = True
        while more:
            (more,) = self._run("derive/stuck-doubt", {"turn": 1, "turns": 20, "batch": 1000})
            forgotten += more
        self._some("stuck-start", forgotten)
        self._raising.turns("stuck")
        for doubting, deriving in (("firm-hope", "firm"), ("stops-doubt", "stops")):
            self._run("derive/marked", {"enterprises": near})
            self._raising.turns(doubting)
            self._raising.turns(deriving)

    def _some(self, name: str, enterprises: list[str]) -> None:
        """Runs a statement over all enterprises, over some of them only."""
        given = VALUES | {"enterprises": enterprises, "whole": False}
        self._transaction.run(statement_for_some(f"derive/{name}"), given)

    def _run(self, name: str, given: dict[str, Any]) -> list[Any]:
        return self._transaction.run(statement(name), given).one()
