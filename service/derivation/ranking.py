"""The ranking of single points of failure: how many enterprises, and anchors, each stops alone.

A batch beside the derivation, in statements inside the database. Every enterprise that alone breaks
a need is followed forwards, exactly, hidden diamonds included. ``stops`` is a closure: y in
stops({x}) implies stops({y}) within stops({x}). So where many set off the same avalanche it is
followed once and marked: those in it that set it off stop just the same enterprises, and those that
lead to it are followed only outside it (condensation of a reachability relation: Purdom, "A
transitive closure algorithm", 1970). Only counts are stored, never who stops whom.
"""

import time
from dataclasses import dataclass, field
from typing import Any

from service.errors import Conflict
from service.graph.database import Graph
from service.language import Text
from service.progress import SILENT, Progress
from service.statements import statement

FAR_REACHING = 1_000
"""Enterprises stopped by one from which on it is counted by way of a shared avalanche."""

MAX_OUTSIDE = 100_000
"""Enterprises stopped besides an avalanche before another one is sought."""

BATCH_SIZE = 1_000
"""Enterprises in one transaction that counts those that stop few."""

FAR_REACHING_BATCH_SIZE = 20
"""The same of far-reaching ones."""

ROOT_CANDIDATES = 6
"""Far-reaching enterprises compared when the root of the next avalanche is chosen."""

MAX_SECONDS = 3600.0
"""After that a ranking leaves out whoever is not counted yet, and says so."""

STATEMENT_TIMEOUT_SECONDS = 1800.0


@dataclass
class Ranked:
    """What a ranking did."""

    candidates: int = 0
    """Enterprises that alone stop somebody, as far as counted."""
    avalanches: list[int] = field(default_factory=list)
    """How many enterprises are in each avalanche that was marked."""
    left: int = 0
    """Enterprises that alone stop somebody and were not counted in time."""


def rank(
    graph: Graph,
    progress: Progress = SILENT,
    *,
    max_seconds: float = MAX_SECONDS,
) -> Ranked:
    """Counts for every enterprise whom it stops alone, and stores it with the version it is of.

    Stores ``stops_enterprises`` (others that stop) and ``stops_anchors`` (anchors among them), both
    absent where 0. Facts may change meanwhile: the ranking stands for the version at which it
    began. After ``max_seconds`` whoever is not counted is left out. Broken off, it leaves the
    graph marked as not ranked, all derived facts as they were, and the next run starts over.
    Raises ``Conflict`` where derived facts are not current, or everything is derived meanwhile.
    """
    if not graph.can_lock(statement("derive/rank-alone"), wait=2.0):
        progress.share(Text("Waiting until another ranking ends", "等待另一排序结束"), 0.0)
    with graph.lock(statement("derive/rank-alone"), timeout=24 * 3600.0):
        version, current, _, enterprises = _state(graph)
        if not current:
            raise Conflict(
                Text(
                    "The ranking needs derived facts; derive first: tongbu derive",
                    "排序须基于推算结果，请先运行 tongbu derive",
                )
            )
        (derivation,) = graph.write(statement("derive/rank-none")).one()
        graph.autocommit(statement("derive/rank-clear"))
        found = _Ranking(graph, progress, enterprises, time.monotonic() + max_seconds).count()
        graph.autocommit(statement("derive/rank-clean"))
        given = {"version": version, "derivation": derivation, "left": found.left}
        (stands,) = graph.write(statement("derive/rank-done"), given).one()
    if not stands:
        raise Conflict(
            Text(
                "Everything was derived again during the ranking; it starts over with the next",
                "排序期间已重新推算，排序结果作废，下次推算后重新排序",
            )
        )
    progress.share(Text("Ranked", "排序完成"), 1.0)
    return found


def changes_since(graph: Graph) -> int | None:
    """How many changes were accepted since the ranking; ``None`` where nothing is ranked."""
    version, _, ranked, _ = _state(graph)
    return None if ranked is None else version - ranked


def _state(graph: Graph) -> list[Any]:
    """The version, whether derived facts are current, the version ranked, how many enterprises."""
    rows = graph.read(statement("derive/rank-begin"), timeout=60).rows
    return rows[0] if rows else [None, False, None, 0]


class _Ranking:
    """The counting: first all who stop few, then avalanche by avalanche who sets it off."""

    def __init__(self, graph: Graph, progress: Progress, enterprises: int, deadline: float) -> None:
        self._graph = graph
        self._progress = progress
        self._enterprises = max(1, enterprises)
        self._deadline = deadline
        self._ranked = Ranked()

    def count(self) -> Ranked:
        far = self._count_small()
        found = max(1, len(far))
        while far and not self._out_of_time():
            self._report(0.7 + 0.3 * (1 - len(far) / found))
            far -= self._count_avalanche(far)
        if self._out_of_time():
            (self._ranked.left,) = self._graph.read(
                statement("derive/rank-left"), timeout=STATEMENT_TIMEOUT_SECONDS
            ).one()
        return self._ranked

    def _out_of_time(self) -> bool:
        return time.monotonic() > self._deadline

    def _report(self, done: float) -> None:
        self._progress.share(Text("Whom each stops alone", "逐家推演单独停产的影响"), done)

    def _count_small(self) -> set[str]:
        """Counts all that stop few; gives the ids of the others."""
        far: set[str] = set()
        after, seen = "", 0
        while not self._out_of_time():
            self._report(0.7 * min(1.0, seen / self._enterprises))
            last, counted, more = self._write(
                "rank-near", after=after, batch=BATCH_SIZE, most=FAR_REACHING
            )
            if last is None:
                break
            after, seen = last, seen + BATCH_SIZE
            self._ranked.candidates += counted
            far.update(more)
        return far

    def _count_avalanche(self, far: set[str]) -> set[str]:
        """Marks one avalanche, and counts those that set it off; gives their ids."""
        root = self._choose_root(sorted(far))
        given = {"enterprise": root, "avalanche": len(self._ranked.avalanches) + 1}
        size, anchors = self._graph.autocommit(
            statement("derive/rank-avalanche"), given, timeout=STATEMENT_TIMEOUT_SECONDS
        ).one()
        self._ranked.avalanches.append(size)
        given |= {"size": size, "anchors": anchors}
        counted, outside = self._write("rank-inside", far=sorted(far), **given)
        done = set(counted)
        for at in range(0, len(outside), FAR_REACHING_BATCH_SIZE):
            if self._out_of_time():
                break
            given["enterprises"] = outside[at : at + FAR_REACHING_BATCH_SIZE]
            rows = self._graph.write(
                statement("derive/rank-outside"),
                given | {"most": MAX_OUTSIDE},
                timeout=STATEMENT_TIMEOUT_SECONDS,
            ).rows
            done.update(row[0] for row in rows)
        self._ranked.candidates += len(done)
        return done

    def _choose_root(self, far: list[str]) -> str:
        """Of some of ``far`` the one whose avalanche spares most, as far as is soon known."""
        some = far[:: max(1, len(far) // ROOT_CANDIDATES)][:ROOT_CANDIDATES]
        root, _ = self._graph.read(
            statement("derive/rank-worth"),
            {"some": some, "far": far},
            timeout=STATEMENT_TIMEOUT_SECONDS,
        ).one()
        return str(root)

    def _write(self, name: str, **given: object) -> list[Any]:
        return self._graph.write(
            statement(f"derive/{name}"), given, timeout=STATEMENT_TIMEOUT_SECONDS
        ).one()
