"""What decides when chosen enterprises are ready: the part of the network on which they rest."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from service.answers.trials import Trials
from service.equations.contracts import Status
from service.equations.restarts import Question
from service.equations.scale import NEVER
from service.equations.stored_contracts import stored_contracts
from service.errors import NotFound, TimeLimitExceeded
from service.graph.database import Transaction
from service.language import Text
from service.statements import statement


class Surroundings:
    """Read from the ``chosen`` ones that are late ``by`` a day, supplier by supplier.

    Whoever is ready today, and whoever delivers before the stock is used up, cannot make anybody
    earlier by being earlier: what is behind is not read. Days are in hundredths.
    """

    def __init__(self, by: int) -> None:
        self.by = by
        self.chosen: list[str] = []
        self.ready: dict[str, int] = {}
        self._own: dict[str, int] = {}
        self._closed: set[str] = set()
        self._within: set[str] = set()
        """Those whose own suppliers are known here."""
        self._supplies: tuple[list[Any], ...] = ([], [], [], [], [])
        """Supplier, buyer, material, gap and weight of each supply to one within."""
        self.ids: list[str] = []
        self.materials: list[str] = []
        """The ids of enterprises and materials by their numbers in the question."""
        self.number: dict[str, int] = {}
        """The numbers of those whose suppliers are known; the others stand as they do today."""

    def read(self, transaction: Transaction, arguments: Mapping[str, Any], trials: Trials) -> None:
        """Reads everything; raises ``NotFound`` where nobody is chosen, and ``TimeLimitExceeded``
        where it takes too long."""
        for row in transaction.run(statement("restart-list/chosen"), arguments).rows:
            self._note(*row)
            self.chosen.append(row[0])
        if not self.chosen:
            raise NotFound(
                Text(
                    "Nobody is chosen: no leading enterprise that has not closed, and none of those"
                    " given, is in this selection",
                    "该范围内没有未关停的龙头企业，所给企业也不在其中",
                )
            )
        last = [id for id in self.chosen if self.ready[id] > self.by and id not in self._closed]
        while last:
            if not trials.in_time:
                raise TimeLimitExceeded(
                    Text(
                        "Too many enterprises stand behind these to look at all of them in time",
                        "其后的企业过多，限时内无法逐一推演",
                    )
                )
            self._within.update(last)
            given = {"enterprises": last}
            (row,) = transaction.run(statement("restart-list/supplies"), given).rows
            last = self._take(*row)

    def _take(
        self,
        supplier: list[str],
        buyer: list[str],
        material: list[str],
        gap: list[int],
        weight: list[int],
        own: list[float],
        ready: list[float],
        closed: list[bool],
    ) -> list[str]:
        """Notes supplies and their suppliers; gives those that have to be read next."""
        columns: tuple[list[Any], ...] = (supplier, buyer, material, gap, weight)
        for column, more in zip(self._supplies, columns, strict=True):
            column += more
        further: dict[str, None] = {}
        for place, id in enumerate(supplier):
            self._note(id, own[place], ready[place], closed[place])
            now = self.ready[id]
            if now > 0 and now + gap[place] > 0 and not closed[place] and id not in self._within:
                further[id] = None
        return list(further)

    def _note(self, id: str, own: float | None, ready: float | None, closed: bool) -> None:
        self._own[id], self.ready[id] = hundredths(own), hundredths(ready)
        if closed:
            self._closed.add(id)

    def question(self) -> Question:
        """The same as columns."""
        self.ids = sorted(self._own)
        self.materials = sorted(set(self._supplies[2]))
        number = {id: place for place, id in enumerate(self.ids)}
        place = {id: place for place, id in enumerate(self.materials)}
        self.number = {id: number[id] for id in self.ids if id in self._within}
        supplier, buyer, material, gap, weight = self._supplies
        within = np.array([id in self._within for id in self.ids], np.bool_)
        # one whose suppliers are not read is ready when it is as things stand
        own = np.where(
            within,
            np.array([self._own[id] for id in self.ids], np.int64),
            np.array([self.ready[id] for id in self.ids], np.int64),
        )
        closed = np.array([id in self._closed for id in self.ids], np.bool_)
        unknown = np.zeros(len(own), np.bool_)
        return Question(
            stored_contracts(
                len(self.ids),
                np.array([number[id] for id in supplier], np.int32),
                np.array([number[id] for id in buyer], np.int32),
                np.array([place[id] for id in material], np.int32),
                np.array(gap, np.int64),
                np.array(weight, np.int64),
            ),
            Status(runs=unknown, closed=closed, own=own, own_known=unknown),
            within & (own > 0),
            np.array([number[id] for id in self.chosen], np.int32),
            self.by,
        )


def hundredths(days: float | None) -> int:
    """Days in hundredths; none, and less than 0, is never."""
    return NEVER if days is None or days < 0 else round(100 * days)


def in_days(value: int) -> float | None:
    """Days of hundredths; ``None`` for never."""
    return None if value >= NEVER else value / 100
