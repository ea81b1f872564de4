"""The derivation: who is ready when, and who waits for whom, as batches inside the database."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from service.derivation.fixpoint import VALUES, FixpointIteration
from service.derivation.lead_times import MAX_REDERIVED, LeadTimes
from service.errors import Conflict
from service.graph.database import Graph
from service.graph.values import Rows
from service.language import Text
from service.progress import SILENT, Progress
from service.statements import statement

SILENT_WAIT_SECONDS = 2.0
"""Waiting for another derivation is reported after that."""

MAX_DERIVATION_SECONDS = 24 * 3600.0

TRANSACTION_TIMEOUT_SECONDS = 600.0

ALL, SOME = "all-enterprises", "some-enterprises"
"""Variants of statements: over all enterprises in transactions of their own, or over some in one.
"""

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
    return _derive_exclusively(graph, progress, None)


@dataclass(frozen=True)
class _OnlyDayChanged:
    """Up to ``version`` nothing but the day changed since all was derived for ``day``."""

    day: date
    version: int


def _derive_exclusively(
    graph: Graph, progress: Progress, only_day: _OnlyDayChanged | None
) -> Derived:
    """Derives everything while no other derivation runs."""
    if not graph.can_lock(statement("derive/alone"), wait=SILENT_WAIT_SECONDS):
        progress.share(Text("Waiting until another derivation ends", "等待另一推算结束"), 0.0)
    with graph.lock(statement("derive/alone"), timeout=MAX_DERIVATION_SECONDS):
        return _derive(graph, progress, only_day)


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
    only_day = _OnlyDayChanged(before, version) if version else None
    return _derive_exclusively(graph, progress, only_day)


def _derive(graph: Graph, progress: Progress, only_day: _OnlyDayChanged | None) -> Derived:
    run = _DerivationRun(graph, progress)
    began = graph.write(statement("derive/begin")).rows
    if not began:
        raise Conflict(_NOTHING)
    ((version, enterprises),) = began
    run.report(Text("What each enterprise expects", "各企业自身预期"), 0.0)
    run.over_all("enterprises", ALL)
    run.report(Text("Which supplies count", "有效供应关系"), 0.1)
    run.supplies()
    run.report(Text("Who is ready when", "各企业何时料齐"), 0.4)
    run.readiness.raise_ready()
    run.over_all("ready-firm")
    run.report(Text("Who waits for whom", "谁在等谁"), 0.65)
    run.over_all("waits-clear")
    run.readiness.run_phase("waits")
    run.over_all("never", ALL)
    run.over_all("stuck-start", ALL)
    run.readiness.run_phase("stuck")
    run.report(Text("What is confirmed", "哪些已核实"), 0.8)
    run.over_all("firm-doubts")
    run.readiness.run_phase("firm")
    run.report(Text("Who will run short", "谁将断料"), 0.9)
    run.over_all("stops-start")
    run.readiness.run_phase("stops")
    run.report(Text("Cumulative lead times", "累计提前期"), 0.92)
    run.lead_times(only_day.day if only_day and only_day.version == version else None)
    (current,) = graph.write(statement("derive/done"), {"version": version}).one()
    if not current:
        raise Conflict(
            Text(
                "Facts changed while readiness was derived; derive again",
                "推算期间数据有变动，请重新推算",
            )
        )
    progress.share(Text("Derived", "推算完成"), 1.0)
    return Derived(enterprises, run.evaluated)


class _DerivationRun:
    """The derivation of one graph: its statements, and how far it is."""

    def __init__(self, graph: Graph, progress: Progress) -> None:
        self._graph = graph
        self._progress = progress
        self.readiness = FixpointIteration(self._write, many_due=True)
        self._lead_times = LeadTimes(self._write, many_due=True)

    @property
    def evaluated(self) -> dict[str, int]:
        """How often enterprises were evaluated, by phase; those of lead times as ``leads-…``."""
        leads = self._lead_times.iteration.evaluated.items()
        return self.readiness.evaluated | {f"leads-{phase}": count for phase, count in leads}

    def report(self, phase: Text, done: float) -> None:
        """Tells the user and the graph which phase begins, and how much is done, 0 to 1."""
        self._progress.share(phase, done)
        self._graph.write(statement("derive/progress"), {"progress": done})

    def over_all(self, name: str, *variants: str) -> Rows:
        """Runs a statement over all enterprises, in transactions of its own."""
        return self._autocommit(statement(f"derive/{name}", *variants))

    def supplies(self) -> None:
        """Derives which supplies count; enterprises whose transaction failed follow, all in one."""
        failed = [id for (id,) in self.over_all("supplies", ALL).rows]
        if failed:
            given = VALUES | {"enterprises": failed, "whole": True}
            self._write(statement("derive/supplies", SOME), given)

    def lead_times(self, before: date | None) -> None:
        """Derives them, all or after the day ``before`` only what another day can change."""
        if before:
            text, given = statement("derive/leads-turned"), {"before": before}
            (turned,) = self._graph.read(text, given, timeout=TRANSACTION_TIMEOUT_SECONDS).one()
            if len(turned) < MAX_REDERIVED:
                self._lead_times.rederive(turned)
                return
        self._lead_times.derive_all(self._autocommit)

    def _autocommit(self, text: str) -> Rows:
        return self._graph.autocommit(text, VALUES | {"whole": True})

    def _write(self, text: str, given: dict[str, Any]) -> Rows:
        return self._graph.write(text, given, timeout=TRANSACTION_TIMEOUT_SECONDS)
