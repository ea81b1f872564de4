"""A solution as what is stored of it: a property of enterprises or supplies each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from service.equations.contracts import NONE
from service.equations.facts import UNKNOWN, Ints
from service.equations.savings import Savings
from service.equations.scale import NEVER
from service.equations.single_points import Ranking
from service.equations.solution import Solved
from service.equations.waiting import STUCK

Column = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Property:
    """The values of one property: numbers, with ``UNKNOWN`` where there is none; the numbers of
    ``words``, with -1 where there is none; or flags."""

    values: Column
    words: Sequence[str] | None = None

    def python(self, places: Ints) -> list[Any]:
        """The values at ``places`` as they are stored; ``None`` for none."""
        values = self.values[places]
        if self.words is not None:
            return [None if code < 0 else self.words[code] for code in values.tolist()]
        if values.dtype == np.bool_:
            return list(values.tolist())
        return [None if value == UNKNOWN else value for value in values.tolist()]

    def distinct(self) -> tuple[list[Any], npt.NDArray[np.int32]]:
        """Its distinct values as they are stored, and which of them each is."""
        _, first, codes = np.unique(self.values, return_index=True, return_inverse=True)
        return self.python(first), codes.astype(np.int32)


def of_enterprises(
    solved: Solved, ranking: Ranking, saved: Savings, materials: Sequence[str]
) -> Mapping[str, Property]:
    """What is stored on each enterprise, by property."""
    return {
        "runs": Property(solved.status.runs),
        "own_days": Property(_days(solved.status.own)),
        "at": Property(solved.at),
        "ready_days": Property(_days(solved.ready)),
        "in_flow": Property(solved.in_flow),
        "firm": Property(solved.confirmed.firm),
        "doubt": _where_at_least(0, solved.confirmed.doubt),
        "stuck": Property(solved.waiting.stuck, STUCK),
        "hops": _where_at_least(0, solved.waiting.hops),
        "stop_days": Property(_days(solved.shortage.stop)),
        "stop_material": Property(solved.shortage.material, materials),
        "lead_at": Property(solved.lead_at),
        "core": _where_at_least(1, solved.core),
        "essential_core": _where_at_least(1, solved.essential_core),
        "anchors_supplied": _where_at_least(1, solved.anchors_supplied),
        "stops_enterprises": _where_at_least(1, ranking.enterprises),
        "stops_anchors": _where_at_least(1, ranking.anchors),
        "stopped_by": _where_at_least(1, ranking.by),
        "saves_above": _saved(saved.above),
        "saves_days": _saved(saved.days),
        "saves_open": _where_at_least(1, saved.open.astype(np.int64)),
    }


def of_supplies(solved: Solved) -> Mapping[str, Property]:
    """What is stored on each supply, by property."""
    values = solved.values
    return {
        name: Property(np.where(column == NONE, UNKNOWN, column))
        for name, column in (
            ("gap", values.gap),
            ("weight", values.weight),
            ("part", values.part),
            ("breaks", values.breaks),
        )
    }


def _days(hundredths: Ints) -> npt.NDArray[np.float64]:
    return np.where(hundredths >= NEVER, float(UNKNOWN), hundredths / 100.0)


def _saved(hundredths: Ints) -> Property:
    return Property(np.where(hundredths < 0, float(UNKNOWN), hundredths / 100.0))


def _where_at_least(least: int, values: Column) -> Property:
    return Property(np.where(values < least, UNKNOWN, values))
