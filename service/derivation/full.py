"""The derivation: who is ready when, and who waits for whom, as batches inside the database."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from service.derivation.fixpoint import VALUES, FixpointIteration
from service.derivation.lead_times import MANY, LeadTimes
from service.errors import Conflict
from service.graph.database import Graph
from service.graph.values import Rows
from service.language import Text
from service.progress import SILENT, Progress
from service.statements import statement, statement_for_some

SHORTEST, LONGEST = 2.0, 24 * 3600.0
"""Seconds before waiting for another derivation is told, and that a derivation may take."""

LIMIT = 600.0
"""Seconds that one transaction of it may take."""

_NOTHING = Text("Nothing was loaded yet: tongbu load DIR", "尚未载入数据：请运行 tongbu load DIR")


@dataclass
class Derived:
    """What a derivation did: how many enterprises, and how often they were evaluated per phase."""

    enterprises: int = 0
    evaluated: dict[str, int] = field(default_factory=dict)


def derive(graph: Graph, progress: Progress = SILENT) -> Derived:
    """Derives everything again; ends with derived facts current.

    One derivation at a time: a second one waits for the first. Broken off at any moment, it leaves
    derived facts marked as not current, and the next run starts over. Raises ``Conflict`` if facts
    changed while it ran, or if there are none.
    """
    return _alone(graph, progress, None)


@dataclass(frozen=True)
class _Later:
    """Up to ``version`` nothing but the day changed since all was derived for ``day``."""

    day: date
    version: int


def _alone(graph: Graph, progress: Progress, later: _Later | None) -> Derived:
    if not graph.can_lock(statement("derive/alone"), wait=SHORTEST):
        progress.share(Text("Waiting until another derivation ends", "等待另一推算结束"), 0.0)
    with graph.lock(statement("derive/alone"), timeout=LONGEST):
        return _derive(graph, progress, later)


def new_day(graph: Graph, day: date, progress: Progress = SILENT) -> Derived | None:
    """Moves ``as_of`` to ``day`` and derives everything; ``None`` where all that is done already.

    Raises ``Conflict`` for a day that is past already (the graph knows what came after), while a
    load is unfinished, or if nothing was loaded.
    """
    rows = graph.write(statement("derive/new-day"), {"day": day}).rows
    before, loading, current, version = rows[0] if rows else (None, None, False, None)
    if before is None:
        raise Conflict(_NOTHING)
    if loading:
        raise Conflict(
            Text(
                f"The load of {loading} has not ended; load it again first",
                f"{loading} 的载入未完成，请先重新载入",
            )
        )
    if day < before:
        raise Conflict(
            Text(
                f"The graph stands at {before} already; a day from then on is expected, not {day}",
                f"数据已截至 {before}，日期应不早于该日，而非 {day}",
            )
        )
    if current:
        return None
    return _alone(graph, progress, _Later(before, version) if version else None)


def _derive(graph: Graph, progress: Progress, later: _Later | None) -> Derived:
    work = _Work(graph, progress)
    began = graph.write(statement("derive/begin")).rows
    if not began:
        raise Conflict(_NOTHING)
    ((version, enterprises),) = began
    work.tell(Text("What each enterprise expects", "各企业自身预期"), 0.0)
    work.everywhere("enterprises")
    work.tell(Text("Which supplies count", "有效供应关系"), 0.1)
    work.everywhere("supplies")
    work.tell(Text("Who is ready when", "各企业何时料齐"), 0.4)
    work.raising.raise_ready()
    work.everywhere("ready-firm")
    work.tell(Text("Who waits for whom", "谁在等谁"), 0.65)
    work.everywhere("waits-clear")
    work.raising.turns("waits")
    work.everywhere("never")
    work.everywhere("stuck-start")
    work.raising.turns("stuck")
    work.tell(Text("What is confirmed", "哪些已核实"), 0.8)
    work.everywhere("firm-doubts")
    work.raising.turns("firm")
    work.tell(Text("Who will run short", "谁将断料"), 0.9)
    work.everywhere("stops-start")
    work.raising.turns("stops")
    work.tell(Text("Cumulative lead times", "累计提前期"), 0.92)
    work.lead_times(later.day if later and later.version == version else None)
    (current,) = graph.write(statement("derive/done"), {"version": version}).one()
    if not current:
        raise Conflict(
            Text(
                "Facts changed while readiness was derived; derive again",
                "推算期间数据有变动，请重新推算",
            )
        )
    progress.share(Text("Derived", "推算完成"), 1.0)
    of_each = {f"leads-{phase}": count for phase, count in work.leads.raising.evaluated.items()}
    return Derived(enterprises, work.raising.evaluated | of_each)


class _Work:
    """The derivation of one graph: its statements, and how far it is."""

    def __init__(self, graph: Graph, progress: Progress) -> None:
        self._graph = graph
        self._progress = progress
        self.raising = FixpointIteration(self._run, wide=True)
        self.leads = LeadTimes(self._write, wide=True)

    def tell(self, phase: Text, done: float) -> None:
        self._progress.share(phase, done)
        self._graph.write(statement("derive/progress"), {"progress": done})

    def everywhere(self, name: str) -> None:
        """Runs a statement over all enterprises, in transactions of its own.

        It may return the ids of some whose transaction failed; those follow, all in one.
        """
        left = self._auto(statement(f"derive/{name}")).rows
        if left:
            some = {"enterprises": [id for (id,) in left], "whole": True}
            self._write(statement_for_some(f"derive/{name}"), VALUES | some)

    def lead_times(self, before: date | None) -> None:
        """Derives them, all or after the day ``before`` only what another day can change."""
        if before:
            text = statement("derive/leads-turned")
            (turned,) = self._graph.read(text, {"before": before}, timeout=LIMIT).one()
            if len(turned) < MANY:
                self.leads.again(turned)
                return
        self.leads.everything(self._auto)

    def _auto(self, text: str) -> Rows:
        return self._graph.autocommit(text, VALUES | {"whole": True})

    def _run(self, name: str, given: dict[str, Any]) -> list[Any]:
        return self._write(statement(name), given).one()

    def _write(self, text: str, given: dict[str, Any]) -> Rows:
        return self._graph.write(text, given, timeout=LIMIT)
