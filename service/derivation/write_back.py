"""What a derivation stores: only what differs from what is stored already.

All in one transaction where it fits; else in batches, two at a time where they cannot stand in each
other's way, while derived facts are marked as not current.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from service.derivation.groups import add_difference, count_all, keep
from service.derivation.projection import Column, Columns, Projection
from service.derivation.stored import Property, of_enterprises, of_supplies
from service.equations.facts import UNKNOWN
from service.equations.savings import Savings
from service.equations.scale import NEVER
from service.equations.single_points import Ranking
from service.equations.solution import Solved
from service.graph.database import Graph
from service.statements import statement

BATCH_SIZE = 10_000
"""Rows written by one statement; and, at most, all that is written in one transaction."""

WRITERS = 2
"""Batches written at a time."""

ONE_BY_ONE = {"drop-waits": 1, "write-waits": 1}
"""A new relationship locks the nodes at both ends, and others beside it in their chains."""

TIMEOUT_SECONDS = 600.0

Batches = Iterator[tuple[str, list[Any]]]
"""Names of statements, with the rows that each is to write."""

RowsOf = tuple[int, Callable[[int, int], list[Any]]]
"""How many rows there are, and what makes those from one place up to another."""


@dataclass(frozen=True, slots=True)
class Pending:
    """What differs, by the statement that writes it; and the ids of the ``enterprises`` among
    it."""

    rows: Mapping[str, RowsOf]
    enterprises: Sequence[str]

    def __len__(self) -> int:
        return sum(count for count, _ in self.rows.values())

    def batches(self, names: Sequence[str]) -> Batches:
        """The batches of some statements, one statement after the other."""
        for name in names:
            count, rows = self.rows[name]
            for begin in range(0, count, BATCH_SIZE):
                yield name, rows(begin, min(count, begin + BATCH_SIZE))


def pending(projection: Projection, solved: Solved, ranking: Ranking, saved: Savings) -> Pending:
    """What is stored otherwise than it is derived now."""
    enterprises = of_enterprises(solved, ranking, saved, projection.materials.tolist())
    supplies = of_supplies(solved)
    gone, waits = _waits(projection, solved)
    nodes = projection.enterprises["nodes"].tolist()
    relationships = projection.waits["relationships"]

    def waiting(begin: int, end: int) -> list[Any]:
        contracts = solved.contracts
        by = solved.waiting.contract[waits[begin:end]]
        suppliers = contracts.supplier[by].tolist()
        materials = contracts.material[contracts.need[by]].tolist()
        days = enterprises["ready_days"].python(waits[begin:end])
        return [
            [nodes[e], nodes[s], projection.materials[m], day]
            for e, s, m, day in zip(
                waits[begin:end].tolist(), suppliers, materials, days, strict=True
            )
        ]

    differing = _differing(projection.enterprises, enterprises)
    return Pending(
        {
            "drop-waits": (len(gone), lambda b, e: list(relationships[gone[b:e]].tolist())),
            "write-waits": (len(waits), waiting),
            "write-enterprises": _rows(differing, projection.enterprises["nodes"], enterprises),
            "write-supplies": _rows(
                _differing(projection.supplies, supplies),
                projection.supplies["relationships"],
                supplies,
            ),
        },
        projection.enterprises["ids"][differing].tolist(),
    )


def write_back(
    graph: Graph, some: Pending, version: int, left: int, writes: Callable[[float], None]
) -> int | None:
    """Stores what differs, the counts of groups among it; gives how much was written.

    ``None`` where the graph had no longer ``version``, so that it does not stand. ``writes`` is
    told which share of batches is written.
    """
    about = {"version": version, "left": left}
    if len(some) <= BATCH_SIZE:
        return _write_at_once(graph, some, about)
    (stands,) = graph.write(statement("derive/begin"), about).one()
    if not stands:
        return None
    graph.write(statement("derive/unmark"), timeout=TIMEOUT_SECONDS)
    _write_batches(graph, some, writes)
    tally = count_all(graph)
    with graph.transaction(timeout=TIMEOUT_SECONDS) as transaction:
        regrouped = keep(transaction.run, tally)
        (stands,) = transaction.run(statement("derive/done"), about).one()
    return len(some) + regrouped if stands else None


def _write_at_once(graph: Graph, some: Pending, about: dict[str, int]) -> int | None:
    tally = count_all(graph)
    with graph.transaction(timeout=TIMEOUT_SECONDS) as transaction:
        (stands,) = transaction.run(statement("derive/begin"), about).one()
        if not stands:
            return None
        transaction.run(statement("derive/unmark"))
        for name, rows in some.batches(list(some.rows)):
            transaction.run(statement(f"derive/{name}"), {"rows": rows})
        add_difference(tally, graph, transaction, some.enterprises)
        regrouped = keep(transaction.run, tally)
        transaction.run(statement("derive/done"), about)
    return len(some) + regrouped


def _write_batches(graph: Graph, some: Pending, writes: Callable[[float], None]) -> None:
    def write(batch: tuple[str, list[Any]]) -> None:
        name, rows = batch
        graph.write(statement(f"derive/{name}"), {"rows": rows}, timeout=TIMEOUT_SECONDS)

    total, done = -(-len(some) // BATCH_SIZE) + len(some.rows), 0
    for name in some.rows:
        writers = ONE_BY_ONE.get(name, WRITERS)
        with ThreadPoolExecutor(writers) as pool:
            for _ in _ahead(pool, writers, write, some.batches([name])):
                done += 1
                writes(min(1.0, done / total))


def _ahead(
    pool: ThreadPoolExecutor,
    writers: int,
    write: Callable[[tuple[str, list[Any]]], None],
    batches: Batches,
) -> Iterator[None]:
    """Writes the batches, and makes no more of them than are being written, and one."""
    running = []
    for batch in batches:
        running.append(pool.submit(write, batch))
        if len(running) > writers:
            running.pop(0).result()
            yield
    for each in running:
        each.result()
        yield


def _differing(before: Columns, after: Mapping[str, Property]) -> Column:
    """The places of those of which a property differs."""
    (first, *_) = after
    differs = np.zeros(len(before[first]), np.bool_)
    for name, column in after.items():
        differs |= before[name] != column.values
    return np.flatnonzero(differs)


def _rows(places: Column, keys: Column, after: Mapping[str, Property]) -> RowsOf:
    """The rows of some places: the key, then all properties."""

    def rows(begin: int, end: int) -> list[Any]:
        some = places[begin:end]
        columns = [keys[some].tolist(), *(each.python(some) for each in after.values())]
        return list(map(list, zip(*columns, strict=True)))

    return len(places), rows


def _waits(projection: Projection, solved: Solved) -> tuple[Any, Any]:
    """The places of relationships WAITS_FOR that have to go, and the enterprises that get one."""
    stored, contract = projection.waits, solved.waiting.contract
    contracts = solved.contracts
    e = stored["enterprise"]
    by = contract[e]
    days = np.where(solved.ready >= NEVER, float(UNKNOWN), solved.ready / 100.0)
    stands = by >= 0
    if len(contracts):
        stands &= contracts.supplier[by] == stored["supplier"]
        stands &= contracts.material[contracts.need[by]] == stored["material"]
    stands &= days[e] == stored["days"]
    # nobody waits for two
    _, first = np.unique(e[stands], return_index=True)
    kept = np.zeros(len(e), np.bool_)
    kept[np.flatnonzero(stands)[first]] = True
    waits = contract >= 0
    waits[e[kept]] = False
    return np.flatnonzero(~kept), np.flatnonzero(waits)
