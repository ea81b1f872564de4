"""The full derivation: the graph's facts are read into columns, everything is derived there, and
only what differs is written back."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from service.derivation.daily_record import record_day
from service.derivation.pinyin import SPELLING, spell
from service.derivation.projection import project
from service.derivation.write_back import pending, write_back
from service.equations.contracts import Contracts
from service.equations.facts import Flags
from service.equations.savings import Savings, savings
from service.equations.single_points import Ranking, rank_single_points
from service.equations.solution import Solved, solve
from service.errors import Conflict
from service.graph.database import Graph
from service.graph.state import read_state, unfinished_text
from service.language import Text
from service.progress import SILENT, Progress
from service.statements import statement

SILENT_WAIT_SECONDS = 2.0
"""Waiting for another derivation is reported after that."""

MAX_DERIVATION_SECONDS = 24 * 3600.0

MAX_RANKING_SECONDS = 600.0
"""After that the ranking leaves out whoever is not counted yet, and says so."""

READING = Text("Reading the graph", "读取图数据")
RANKING = Text("Whom each stops alone", "逐家推演单独停产的影响")
SAVINGS = Text("What each root blocker would save", "逐家推演堵点企业疏通的收益")
WRITING = Text("Writing what differs", "写回差异")

TELL_SECONDS = 0.5
"""How often at most the graph is told how far it is."""

_READ, _SOLVED, _RANKED, _SAVED = 0.6, 0.7, 0.8, 0.82
"""How much is done after each phase, 0 to 1."""

_NOTHING = Text("Nothing was loaded yet: tongbu load DIR", "尚未载入数据：请运行 tongbu load DIR")


@dataclass(frozen=True)
class Derived:
    """What a derivation did: how many enterprises there are, how often they were evaluated per
    phase, how many nodes and relationships were ``written``; and of the ranking, how many stop
    somebody alone, how many enterprises each avalanche has, and who was ``left`` out."""

    enterprises: int = 0
    evaluated: dict[str, int] = field(default_factory=dict)
    written: int = 0
    candidates: int = 0
    avalanches: list[int] = field(default_factory=list)
    left: int = 0


def derive(
    graph: Graph,
    progress: Progress = SILENT,
    *,
    max_ranking_seconds: float = MAX_RANKING_SECONDS,
    unless_current: bool = False,
) -> Derived:
    """Derives everything again, the ranking too; ends with derived facts current.

    One derivation at a time: a second one waits for the first, and ``unless_current`` it does
    nothing where that has left nothing to do. Broken off while it writes, it
    leaves derived facts marked as not current, and the next run starts over; before that it leaves
    nothing. Raises ``Conflict`` if facts changed while it ran, or if there are none.
    """
    if not graph.can_lock(statement("derive/alone"), wait=SILENT_WAIT_SECONDS):
        progress.share(Text("Waiting until another derivation ends", "等待另一推算结束"), 0.0)
    with graph.lock(statement("derive/alone"), timeout=MAX_DERIVATION_SECONDS):
        if unless_current and is_current(graph):
            return Derived()
        return _Derivation(graph, progress, max_ranking_seconds).run()


def new_day(graph: Graph, day: date, progress: Progress = SILENT) -> Derived | None:
    """Moves ``as_of`` to ``day`` and derives everything; ``None`` where all that is done already.

    Raises ``Conflict`` for a day that is past already (the graph knows what came after), while a
    load is unfinished, or if nothing was loaded.
    """
    record_day(graph, before=day)
    rows = graph.write(statement("derive/new-day"), {"day": day}).rows
    before, loading, current = rows[0] if rows else (None, None, False)
    if before is None:
        raise Conflict(_NOTHING)
    if loading:
        raise Conflict(unfinished_text(loading))
    if day < before:
        raise Conflict(
            Text(
                f"The graph stands at {before} already; a day from then on is expected, not {day}",
                f"数据已截至 {before}，日期应不早于该日，而非 {day}",
            )
        )
    return None if current else derive(graph, progress)


def ranked_in_time(
    contracts: Contracts,
    anchor: Flags,
    ranks: Callable[[float], None] = lambda _: None,
    max_seconds: float = MAX_RANKING_SECONDS,
) -> Ranking:
    """The ranking, as far as it comes in time; ``ranks`` is told which share is done."""
    return rank_single_points(contracts, anchor, _out_of_time(ranks, max_seconds))


def saved_in_time(
    solved: Solved,
    above_scale: Flags,
    follows: Callable[[float], None] = lambda _: None,
    max_seconds: float = MAX_RANKING_SECONDS,
) -> Savings:
    """What root blockers would save, of as many as are followed in time; ``follows`` is told which
    share is done."""
    out_of_time = _out_of_time(follows, max_seconds)
    return savings(solved.contracts, solved.status, solved.at, above_scale, out_of_time)


def _out_of_time(tells: Callable[[float], None], max_seconds: float) -> Callable[[float], bool]:
    """Tells each share that is done, and says whether ``max_seconds`` from now are over."""
    deadline = time.monotonic() + max_seconds

    def out_of_time(done: float) -> bool:
        tells(done)
        return time.monotonic() > deadline

    return out_of_time


def is_current(graph: Graph) -> bool:
    """Whether derived facts are."""
    with graph.transaction(write=False, timeout=60) as transaction:
        return read_state(transaction).derived


def changes_since_ranking(graph: Graph) -> int | None:
    """How many changes were accepted since the ranking; ``None`` where nothing is ranked."""
    version, ranked = versions(graph)
    return None if ranked is None or version is None else version - ranked


def versions(graph: Graph) -> tuple[int | None, int | None]:
    """The version of the graph, and the one that is ranked."""
    version, ranked, _ = _about(graph)
    return version, ranked


def _about(graph: Graph) -> tuple[int | None, int | None, int]:
    """The version, the version that is ranked, and how many enterprises there are."""
    rows = graph.read(statement("derive/about"), timeout=60).rows
    return tuple(rows[0]) if rows else (None, None, 0)


class _Derivation:
    """One derivation of one graph, and how far it is."""

    def __init__(self, graph: Graph, progress: Progress, max_ranking_seconds: float) -> None:
        self._graph = graph
        self._progress = progress
        self._max_ranking_seconds = max_ranking_seconds
        self._told_at = time.monotonic()

    def run(self) -> Derived:
        version, _, enterprises = _about(self._graph)
        if version is None:
            raise Conflict(_NOTHING)
        spell(self._graph, lambda: self._tell(SPELLING, 0.0))
        projection = project(self._graph, self._told(READING, 0.0, _READ))
        solved = solve(projection.facts, lambda phase: self._tell(phase, _READ))
        ranking = ranked_in_time(
            solved.contracts,
            projection.facts.enterprises.anchor,
            self._told(RANKING, _SOLVED, _RANKED),
            self._max_ranking_seconds,
        )
        saved = saved_in_time(
            solved,
            projection.facts.enterprises.above_scale,
            self._told(SAVINGS, _RANKED, _SAVED),
            self._max_ranking_seconds,
        )
        some = pending(projection, solved, ranking, saved)
        writes = self._told(WRITING, _SAVED, 1.0)
        writes(0.0)
        written = write_back(self._graph, some, version, ranking.left, writes)
        if written is None:
            raise Conflict(
                Text(
                    "Facts changed while readiness was derived; derive again",
                    "推算期间数据有变动，请重新推算",
                )
            )
        record_day(self._graph)
        self._progress.share(Text("Derived", "推算完成"), 1.0)
        return Derived(
            enterprises, solved.evaluated, written,
            ranking.candidates, ranking.avalanches, ranking.left,
        )  # fmt: skip

    def _told(self, phase: Text, begin: float, end: float) -> Callable[[float], None]:
        """What a phase tells which share of itself is done."""
        return lambda share: self._tell(phase, begin + share * (end - begin))

    def _tell(self, phase: Text, done: float) -> None:
        """Tells the user and the graph how much is done, 0 to 1."""
        self._progress.share(phase, done)
        now = time.monotonic()
        if now > self._told_at + TELL_SECONDS:
            self._told_at = now
            self._graph.write(statement("derive/progress"), {"progress": done})
