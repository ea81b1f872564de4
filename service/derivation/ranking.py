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

NEAR = 1_000
"""Enterprises stopped by one before it counts as far-reaching and waits for a shared avalanche."""

OUTSIDE = 100_000
"""Enterprises stopped besides an avalanche before another one is sought."""

BATCH, SOME = 1_000, 20
"""Enterprises of which one transaction looks for those that stop few; far-reaching ones of one."""

TRIED = 6
"""How many are looked at before the avalanche of one of them is followed."""

LONGEST = 3600.0
"""Seconds after which a ranking leaves out whoever is not counted yet, and says so."""

LIMIT = 1800.0
"""Seconds that one statement may take."""


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
    longest: float = LONGEST,
) -> Ranked:
    """Counts for every enterprise whom it stops alone, and stores it with the version it is of.

    Stores ``stops_enterprises`` (others that stop) and ``stops_anchors`` (anchors among them), both
    absent where 0. Facts may change meanwhile: the ranking stands for the version at which it
    began. After ``longest`` seconds whoever is not counted is left out. Broken off, it leaves the
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
        found = _Ranking(graph, progress, enterprises, time.monotonic() + longest).count()
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

    def __init__(self, graph: Graph, progress: Progress, enterprises: int, until: float) -> None:
        self._graph = graph
        self._progress = progress
        self._enterprises = max(1, enterprises)
        self._until = until
        self._ranked = Ranked()

    def count(self) -> Ranked:
        far = self._near()
        found = max(1, len(far))
        while far and not self._late():
            self._tell(0.7 + 0.3 * (1 - len(far) / found))
            far -= self._shared(far)
        if self._late():
            (self._ranked.left,) = self._graph.read(
                statement("derive/rank-left"), timeout=LIMIT
            ).one()
        return self._ranked

    def _late(self) -> bool:
        return time.monotonic() > self._until

    def _tell(self, done: float) -> None:
        self._progress.share(Text("Whom each stops alone", "逐家推演单独停产的影响"), done)

    def _near(self) -> set[str]:
        """Counts all that stop few; gives the ids of the others."""
        far: set[str] = set()
        after, seen = "", 0
        while not self._late():
            self._tell(0.7 * min(1.0, seen / self._enterprises))
            last, counted, more = self._write("rank-near", after=after, batch=BATCH, most=NEAR)
            if last is None:
                break
            after, seen = last, seen + BATCH
            self._ranked.candidates += counted
            far.update(more)
        return far

    def _shared(self, far: set[str]) -> set[str]:
        """Marks one avalanche, and counts those that set it off; gives their ids."""
        root = self._root(sorted(far))
        given = {"enterprise": root, "avalanche": len(self._ranked.avalanches) + 1}
        size, anchors = self._graph.autocommit(
            statement("derive/rank-avalanche"), given, timeout=LIMIT
        ).one()
        self._ranked.avalanches.append(size)
        given |= {"size": size, "anchors": anchors}
        counted, outside = self._write("rank-inside", far=sorted(far), **given)
        done = set(counted)
        for at in range(0, len(outside), SOME):
            if self._late():
                break
            given["enterprises"] = outside[at : at + SOME]
            rows = self._graph.write(
                statement("derive/rank-outside"), given | {"most": OUTSIDE}, timeout=LIMIT
            ).rows
            done.update(row[0] for row in rows)
        self._ranked.candidates += len(done)
        return done

    def _root(self, far: list[str]) -> str:
        """Of some of ``far`` the one whose avalanche spares most, as far as is soon told."""
        some = far[:: max(1, len(far) // TRIED)][:TRIED]
        root, _ = self._graph.read(
            statement("derive/rank-worth"), {"some": some, "far": far}, timeout=LIMIT
        ).one()
        return str(root)

    def _write(self, name: str, **given: object) -> list[Any]:
        return self._graph.write(statement(f"derive/{name}"), given, timeout=LIMIT).one()
