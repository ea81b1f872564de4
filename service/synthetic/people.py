"""The people at work in a random network: teams and whom they serve, workers away, needs lists."""

import datetime

import numpy as np
import numpy.typing as npt

from service.synthetic import text_columns as text
from service.synthetic.network import Network
from service.synthetic.places import IntArray
from service.synthetic.status import NO_DATE, EnterpriseColumns
from service.synthetic.text_columns import Column

BoolArray = npt.NDArray[np.bool_]

TableColumns = tuple[int, dict[str, Column]]
"""The number of rows, and the columns by name."""

ENTERPRISES_PER_SQUAD = 1_000
ENTERPRISES_PER_WORKER = 10
ENTERPRISES_PER_REQUEST = 25

_HOMES = ("湖北", "安徽", "河南", "江西", "四川", "贵州", "湖南", "浙江")
_AWAY = ("home", "travelling", "quarantine", "on_post")
_KINDS = (
    "material", "labour", "protection", "funds", "logistics", "permit", "energy", "land", "pass",
)  # fmt: skip
_STATES = ("open", "matched", "met", "withdrawn")
_LEVELS = ("town", "county", "city")


def ids(prefix: str, numbers: IntArray, count: int, min_digits: int) -> Column:
    """Ids of rows numbered from 0, of as many digits as the last of ``count`` has."""
    return text.number_column(prefix, numbers + 1, max(min_digits, len(str(count))))


class People:
    """Draws them for one network, always in the same order."""

    def __init__(
        self,
        network: Network,
        enterprise_columns: EnterpriseColumns,
        as_of: datetime.date,
        rng: np.random.Generator,
    ) -> None:
        self._network = network
        self._enterprises = enterprise_columns
        self._as_of = as_of
        self._rng = rng
        self._served = np.flatnonzero(
            enterprise_columns.anchor
            | (enterprise_columns.above_scale & enterprise_columns.stopped)
        )
        self._teams = max(2, min(999, len(self._served) // 50))
        self._squads = max(1, network.enterprises // ENTERPRISES_PER_SQUAD)
        self._workers = max(2, network.enterprises // ENTERPRISES_PER_WORKER)
        self._requests = max(4, network.enterprises // ENTERPRISES_PER_REQUEST)

    def tables(self) -> dict[str, TableColumns]:
        """One service team for every fifty anchors and stopped above-scale enterprises, two at
        least; a labour squad, workers and requests by the number of enterprises."""
        serves = self._serves()
        return {
            "teams": self._team_rows(),
            "serves": serves,
            "workers": self._worker_rows(),
            "escorts": self._escorts(),
            "requests": self._request_rows(),
        }

    def _enterprise(self, numbers: IntArray) -> Column:
        return ids("e", numbers, self._network.enterprises, 6)

    def _team(self, numbers: IntArray) -> Column:
        return ids("team-", numbers, self._teams + self._squads, 3)

    def _worker(self, numbers: IntArray) -> Column:
        return ids("worker-", numbers, self._workers, 4)

    def _day(self, days: IntArray, known: BoolArray | None = None) -> Column:
        shown = days if known is None else np.where(known, days, NO_DATE)
        return text.date_column(shown, self._as_of, NO_DATE)

    def _serves(self) -> TableColumns:
        since = -self._rng.integers(1, 30, len(self._served))
        team = self._rng.integers(0, self._teams, len(self._served))
        return len(self._served), {
            "team": self._team(team),
            "enterprise": self._enterprise(self._served),
            "since": self._day(since),
        }

    def _team_rows(self) -> TableColumns:
        count = self._teams + self._squads
        numbers = np.arange(count)
        kind = (numbers >= self._teams).astype(np.int64)
        return count, {
            "id": self._team(numbers),
            "name": ids("示例专班 ", numbers, count, 3),
            "kind": text.lookup_column(kind, ("service_team", "labour_squad")),
        }

    def _worker_rows(self) -> TableColumns:
        count, rng = self._workers, self._rng
        numbers = np.arange(count)
        state = rng.choice(len(_AWAY), count, p=(0.4, 0.2, 0.1, 0.3))
        expected = rng.integers(1, 21, count)
        return count, {
            "id": self._worker(numbers),
            "enterprise": self._enterprise(rng.integers(0, self._network.enterprises, count)),
            "home": text.lookup_column(rng.integers(0, len(_HOMES), count), _HOMES),
            "state": text.lookup_column(state, _AWAY),
            "expected_on": self._day(expected, state < 3),
        }

    def _escorts(self) -> TableColumns:
        """Every other worker is brought by a squad."""
        workers = np.arange(0, self._workers, 2)
        squad = self._teams + self._rng.integers(0, self._squads, len(workers))
        return len(workers), {"team": self._team(squad), "worker": self._worker(workers)}

    def _request_rows(self) -> TableColumns:
        count, rng, network = self._requests, self._rng, self._network
        supply = rng.integers(0, len(network.buyer), count)
        material = network.need_material[network.supply_need[supply]]
        kind = np.where(rng.random(count) < 0.5, 0, rng.integers(1, len(_KINDS), count))
        state = rng.choice(len(_STATES), count, p=(0.5, 0.15, 0.3, 0.05))
        raised = -rng.integers(0, 21, count)
        met = state == 2
        by = np.where((kind == 0) & ((state == 1) | met), network.supplier[supply], -1)
        blank = np.where(kind == 0, material, -1)
        return count, {
            "id": ids("request-", np.arange(count), count, 4),
            "enterprise": self._enterprise(network.buyer[supply]),
            "kind": text.lookup_column(kind, _KINDS),
            "material": _or_blank(ids("m", material, len(network.material_industry), 4), blank),
            "raised_on": self._day(raised),
            "due_on": self._day(raised + rng.integers(2, 30, count)),
            "level": text.lookup_column(rng.choice(3, count, p=(0.7, 0.25, 0.05)), _LEVELS),
            "state": text.lookup_column(state, _STATES),
            "met_on": self._day(np.zeros(count, np.int64), met),
            "met_by": _or_blank(self._enterprise(network.supplier[supply]), by),
            "team": self._team(rng.integers(0, self._teams, count)),
        }


def _or_blank(column: Column, known: IntArray) -> Column:
    """The cells of ``column``, blank where ``known`` is below 0."""

    def cells(rows: slice) -> text.CellMatrix:
        matrix = column(rows).copy()
        matrix[known[rows] < 0] = 0
        return matrix

    return cells
