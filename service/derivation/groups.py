"""What is counted of each group of enterprises: the four steps, the rates, and how they stand.

Groups are cities, districts, towns, industries, service teams, and all together, and those that
are in the core of the network or feed it, whom most trees have in common; each is a node ``Group``
with its counts. A full derivation counts everybody. After a change only those whom it
touched are counted, as they were and as they are, and the difference is added: whoever asks how
far a group has come reads one node.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from service.derivation.projection import RANGE_SIZE, READERS, TIMEOUT_SECONDS, id_ranges
from service.graph.database import Graph, Transaction
from service.graph.values import Rows
from service.statements import statement

FLAGS = (
    "surveyed", "filed", "prevention", "resumed", "should_resume", "missing", "return_missing",
    "output_missing", "in_flow", "running_short", "able", "waiting", "never", "firm",
    "producing", "at_full_output", "above_scale", "above_scale_resumed",
    "anchors", "anchors_late", "anchors_never",
)  # fmt: skip
"""What an enterprise is or is not, in the order of their bits in ``fragments/counted.cypher``."""

AMOUNTS = (
    "on_post", "headcount", "output", "output_headcount", "lost", "waiting_days", "held_headcount",
)  # fmt: skip
"""What is summed up: persons, for ``output`` headcount times output rate, in hundredths, for
``lost`` the days that those which run will lose, and for ``waiting_days`` those until the others
are ready, in hundredths; ``held_headcount`` are the persons of those not ready today."""

COUNTS = ("enterprises", *FLAGS, *AMOUNTS)
"""What is counted of a group, in order."""

ALL = "all"
"""The group of everybody."""

CORE = "core"
"""The group of those in the core of the network or feeding it (``equations.supply_network``)."""

CITY_DIGITS = 4
"""Of the code of a district, those of its city."""

Counts = npt.NDArray[np.int64]
"""One entry per name of ``COUNTS``."""

COLUMNS = ("district", "town", "industry", "teams", "core", "flags", *AMOUNTS)
"""What ``fragments/counted.cypher`` gives, in order."""

Columns = Mapping[str, Sequence[Any]]
"""What some enterprises count for, by ``COLUMNS``."""

Run = Callable[[str, dict[str, Any]], Rows]


@dataclass(frozen=True, slots=True)
class Group:
    """A group: ``by`` what, and which of these; ``key`` is ``None`` for those of none.

    A town, of whose name there are others elsewhere, and a district have their ``district``.
    """

    by: str
    key: str | None = None
    district: str | None = None

    @property
    def id(self) -> str:
        parts = [self.by, self.key or ""]
        return ":".join([*parts, self.district or ""] if self.by == "town" else parts)


@dataclass(slots=True)
class Tally:
    """The counts of groups."""

    counts: dict[Group, Counts] = field(default_factory=dict)

    def add(self, columns: Columns, sign: int = 1) -> None:
        """Adds enterprises, or with ``sign`` -1 takes them away."""
        if not columns["flags"]:
            return
        each = sign * _each(columns)
        self._add(each, [[Group(ALL)]], np.zeros(len(each), np.int64))
        places = np.flatnonzero(columns["core"])
        self._add(each[places], [[Group(CORE)]], np.zeros(len(places), np.int64))
        districts, towns = columns["district"], columns["town"]
        self._add_coded(each, districts, _of_district)
        self._add_coded(each, list(zip(towns, districts, strict=True)), _of_town)
        self._add_coded(each, columns["industry"], lambda code: [Group("industry", code or None)])
        served = [
            (place, team) for place, some in enumerate(columns["teams"]) for team in some or [""]
        ]
        places = np.array([place for place, _ in served], np.int64)
        teams = [team for _, team in served]
        self._add_coded(each[places], teams, lambda id_: [Group("team", id_ or None)])

    def _add_coded(
        self, each: Counts, keys: Sequence[Any], groups: Callable[[Any], list[Group]]
    ) -> None:
        codes: dict[Any, int] = {}
        numbers = np.fromiter(
            (codes.setdefault(key, len(codes)) for key in keys), np.int64, len(keys)
        )
        self._add(each, [groups(key) for key in codes], numbers)

    def _add(self, each: Counts, groups: list[list[Group]], numbers: npt.NDArray[np.int64]) -> None:
        """``numbers``: of which entry of ``groups`` each is."""
        sums = np.zeros((len(groups), len(COUNTS)), np.int64)
        np.add.at(sums, numbers, each)
        for some, counted in zip(groups, sums, strict=True):
            for group in some:
                before = self.counts.get(group)
                self.counts[group] = counted if before is None else before + counted


def count_all(graph: Graph) -> Tally:
    """Counts every enterprise, in ranges, some at a time."""
    (cuts,) = graph.read(
        statement("derive/cuts"), {"size": RANGE_SIZE}, timeout=TIMEOUT_SECONDS
    ).one()
    text = statement("derive/count-range")

    def read(some: tuple[str, str]) -> list[list[Any]]:
        given = {"after": some[0], "upto": some[1]}
        return graph.read_lists(text, given, timeout=TIMEOUT_SECONDS)

    tally = Tally()
    with ThreadPoolExecutor(READERS) as readers:
        for lists in readers.map(read, id_ranges(cuts)):
            tally.add(dict(zip(COLUMNS, lists, strict=True)))
    return tally


def add_difference(
    tally: Tally, graph: Graph, transaction: Transaction, enterprises: Iterable[str]
) -> None:
    """Takes some enterprises away as they are for everybody else, and adds them as they are in
    ``transaction``, which changed them and is still open."""
    ids = sorted(set(enterprises))
    # as a writer: a follower of a cluster may lag behind
    with graph.transaction(keep=False) as committed:
        count_within(committed, tally, ids, -1)
    count_within(transaction, tally, ids)


def count_within(
    transaction: Transaction, tally: Tally, enterprises: Iterable[str], sign: int = 1
) -> None:
    """Adds some enterprises to ``tally`` as they are in ``transaction``."""
    ids = sorted(set(enterprises))
    for begin in range(0, len(ids), RANGE_SIZE):
        given = {"enterprises": ids[begin : begin + RANGE_SIZE]}
        (lists,) = transaction.run(statement("derive/count-some"), given).rows
        tally.add(dict(zip(COLUMNS, lists, strict=True)), sign)


def count_and_keep(graph: Graph) -> None:
    """Counts everybody and keeps the counts, of a graph in which all else is derived already."""
    tally = count_all(graph)
    with graph.transaction() as transaction:
        keep(transaction.run, tally)


def keep(run: Run, tally: Tally) -> int:
    """Keeps the counts of all groups; gives how many differed from what was kept."""
    kept = _kept(run, None)
    rows = [_row(group, counts) for group, counts in tally.counts.items() if counts[0]]
    return _write(run, [row for row in rows if kept.pop(row["id"], None) != row], list(kept))


def recount(graph: Graph, transaction: Transaction, touched: Iterable[str]) -> None:
    """Brings the groups up to date after a change in ``transaction``, which holds the graph's lock,
    that ``touched`` no more enterprises than these."""
    difference = Tally()
    add_difference(difference, graph, transaction, touched)
    moved = {group.id: (group, by) for group, by in difference.counts.items() if by.any()}
    kept = _kept(transaction.run, list(moved))
    rows, gone = [], []
    for id_, (group, by) in moved.items():
        before = kept.get(id_, {})
        after = by + np.array([before.get(name, 0) for name in COUNTS], np.int64)
        if after[0]:
            rows.append(_row(group, after))
        else:
            gone.append(id_)
    _write(transaction.run, rows, gone)


def _kept(run: Run, ids: list[str] | None) -> dict[str, dict[str, Any]]:
    """The nodes of groups as they are kept, by id; ``ids``: of these, ``None``: of all."""
    return {row[0]["id"]: row[0] for row in run(statement("derive/groups"), {"ids": ids}).rows}


def _write(run: Run, rows: list[dict[str, Any]], gone: list[str]) -> int:
    if rows:
        run(statement("derive/write-groups"), {"rows": rows})
    if gone:
        run(statement("derive/drop-groups"), {"ids": gone})
    return len(rows) + len(gone)


def _each(columns: Columns) -> Counts:
    """What each enterprise counts for: a row each, in the order of ``COUNTS``."""
    flags = np.array(columns["flags"], np.int64)
    bits = (flags[:, None] >> np.arange(len(FLAGS))) & 1
    amounts = np.array([columns[name] for name in AMOUNTS], np.int64).T
    return np.hstack((np.ones((len(flags), 1), np.int64), bits, amounts))


def _of_district(code: str) -> list[Group]:
    known = code or None
    return [Group("district", known, known), Group("city", code[:CITY_DIGITS] or None)]


def _of_town(key: tuple[str, str]) -> list[Group]:
    town, district = key
    return [Group("town", town, district or None) if town else Group("town")]


def _row(group: Group, counts: Counts) -> dict[str, Any]:
    """The properties of the node of a group."""
    about = {"id": group.id, "by": group.by, "key": group.key, "district": group.district}
    known = {name: value for name, value in about.items() if value is not None}
    return known | dict(zip(COUNTS, counts.tolist(), strict=True))
