"""How enterprises and the whole network stand, before and after a trial: the totals of what-ifs."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from service.graph.database import Graph, Transaction
from service.statements import statement

OF_NETWORK = (
    "enterprises", "in_flow", "able", "running_short", "waiting", "never", "anchors",
    "anchors_late", "anchors_never", "waiting_days", "lost_days", "held_headcount",
)  # fmt: skip
"""What is told of the network from today on, as the group of everybody counts it
(``derivation.groups``); days as decimals."""

OF_LOSSES = ("losing", "losing_days", "losing_anchors", "losing_headcount")
"""What is told of a stop, from normal times: who loses days, and how many in all."""

Figures = Mapping[str, float]
"""Totals by name."""


@dataclass(frozen=True)
class Totals:
    """The figures of ``OF_NETWORK``, or of ``OF_LOSSES``, as they are and as they would be."""

    before: Figures
    after: Figures


@dataclass(frozen=True)
class Standing:
    """How one enterprise stands: ``days`` until ready, ``None`` for never."""

    days: float | None
    runs: bool
    firm: bool
    stuck: str | None
    anchor: bool
    headcount: int

    @property
    def word(self) -> str:
        """The code of ``standing`` in ``cypher/columns.yaml``."""
        if self.days is None:
            return "never"
        if self.runs:
            return "running_short" if self.days > 0 else "in_flow"
        return "waiting" if self.days > 0 else "able"

    @property
    def counts(self) -> Counter[str]:
        """What it counts for in the totals; days in hundredths."""
        word, late = self.word, bool(self.days)
        hundredths = round(100 * (self.days or 0))
        return Counter(
            {
                word: 1,
                "anchors_late": int(self.anchor and late),
                "anchors_never": int(self.anchor and word == "never"),
                "waiting_days": 0 if self.runs else hundredths,
                "lost_days": hundredths if self.runs else 0,
                "held_headcount": self.headcount if late or word == "never" else 0,
            }
        )


def standing_of(transaction: Transaction, enterprises: Sequence[str]) -> dict[str, Standing]:
    """How each of ``enterprises`` stands as ``transaction`` sees it, by id."""
    rows = transaction.run(statement("scenarios/standing"), {"enterprises": list(enterprises)}).rows
    return {row[0]: Standing(*row[1:]) for row in rows}


def standing_before(graph: Graph, enterprises: Sequence[str]) -> dict[str, Standing]:
    """The same as it is for everybody else, while a trial that holds the lock is still open."""
    # as a writer: a follower of a cluster may lag behind
    with graph.transaction(keep=False) as committed:
        return standing_of(committed, enterprises)


def standing_after(
    transaction: Transaction, before: Mapping[str, Standing], moved: Iterable[Sequence[Any]]
) -> dict[str, Standing]:
    """How those known from ``before`` stand in the trial: ``moved`` are the enterprises, days
    before and days after of those who are ready on another day."""
    days = {row[0]: row[2] for row in moved}
    return {
        id_: replace(one, days=days.get(id_, before[id_].days))
        for id_, one in standing_of(transaction, list(before)).items()
    }


def network_totals(
    transaction: Transaction, before: Mapping[str, Standing], after: Mapping[str, Standing]
) -> Totals:
    """The totals of the network before and after: what is counted of everybody, and the difference
    that those make who stand otherwise."""
    found = transaction.run(statement("derive/groups"), {"ids": ["all:"]}).rows
    kept = found[0][0] if found else {}
    counted = {name: kept.get(name, 0) for name in OF_NETWORK}
    counted["lost_days"] = kept.get("lost", 0)
    difference: Counter[str] = Counter()
    for id_, was in before.items():
        difference.update(after[id_].counts)
        difference.subtract(was.counts)
    then = {name: counted[name] + difference[name] for name in OF_NETWORK}
    return Totals(_in_days(counted), _in_days(then))


def losses_totals(transaction: Transaction) -> Totals:
    """What the stops that are derived in ``transaction`` cost; in normal times nobody loses."""
    found = transaction.run(statement("scenarios/lost-totals")).one()
    return Totals(dict.fromkeys(OF_LOSSES, 0), dict(zip(OF_LOSSES, found, strict=True)))


def _in_days(counted: Mapping[str, int]) -> dict[str, float]:
    return {
        name: count / 100 if name.endswith("_days") else count for name, count in counted.items()
    }
