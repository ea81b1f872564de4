"""What a derivation stores: only what differs from what is stored already.

All in one transaction where it fits; else in batches, two at a time where they cannot stand in each
other's way, while derived facts are marked as not current.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from service.derivation.projection import Columns, Projection
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


@dataclass(frozen=True, slots=True)
class Pending:
    """What differs: by the statement that writes it, how many rows there are, and what makes the
    rows from one place up to another."""

    rows: Mapping[str, tuple[int, Callable[[int, int], list[Any]]]]

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

    return Pending(
        {
            "drop-waits": (len(gone), lambda b, e: list(relationships[gone[b:e]].tolist())),
            "write-waits": (len(waits), waiting),
            "write-enterprises": _differing(projection.enterprises, "nodes", enterprises),
            "write-supplies": _differing(projection.supplies, "relationships", of_supplies(solved)),
        }
    )


def write_back(
    graph: Graph, some: Pending, version: int, left: int, writes: Callable[[float], None]
) -> bool:
    """Stores what differs; whether the graph still had ``version``, so that all of it stands.

    ``writes`` is told which share of batches is written.
    """
    about = {"version": version, "left": left}
    if len(some) <= BATCH_SIZE:
        with graph.transaction(timeout=TIMEOUT_SECONDS) as transaction:
            (stands,) = transaction.run(statement("derive/begin"), about).one()
            if stands:
                transaction.run(statement("derive/unmark"))
                for name, rows in some.batches(list(some.rows)):
                    transaction.run(statement(f"derive/{name}"), {"rows": rows})
                transaction.run(statement("derive/done"), about)
        return bool(stands)
    (stands,) = graph.write(statement("derive/begin"), about).one()
    if not stands:
        return False
    graph.write(statement("derive/unmark"), timeout=TIMEOUT_SECONDS)
    _write_batches(graph, some, writes)
    (stands,) = graph.write(statement("derive/done"), about).one()
    return bool(stands)


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


def _differing(
    before: Columns, key: str, after: Mapping[str, Property]
) -> tuple[int, Callable[[int, int], list[Any]]]:
    """The rows of those of which a property differs."""
    differs = np.zeros(len(before[key]), np.bool_)
    for name, column in after.items():
        differs |= before[name] != column.values
    places = np.flatnonzero(differs)

    def rows(begin: int, end: int) -> list[Any]:
        some = places[begin:end]
        columns = [before[key][some].tolist(), *(each.python(some) for each in after.values())]
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
