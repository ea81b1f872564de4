"""Undoing a load: what it changed and nobody has changed since is as it was before."""

from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

import orjson

from service.clock import local_time
from service.dataset.load import BATCH_SIZE, remove_stale
from service.dataset.merging.difference import Counts, Difference, Kept, Voice
from service.dataset.merging.journal import entries_from_json
from service.dataset.merging.take_back import Author, by_pass, compare_taken_back
from service.dataset.merging.three_way import Speaker
from service.dataset.tables.input_tables import Dataset
from service.dataset.write_session import BATCH_TIMEOUT, WriteSession
from service.errors import Conflict, NotFound, TooLarge
from service.graph.database import Graph, Transaction
from service.graph.state import UNDOING
from service.language import Text
from service.progress import SILENT, Progress
from service.statements import statement

MAX_KEPT = 1000
"""What stays is told one by one up to here; all is counted."""


MAX_TRIED = 20_000
"""Nodes and relationships that undoing is tried of; more take too long in one transaction."""

TRIAL_TIMEOUT = 120.0
"""Seconds that trying it may take."""


@dataclass
class Undone:
    """What undoing a load did or would do: ``counts`` by label or type, and what stays as it is."""

    load: str
    dataset: str
    counts: dict[str, Counts] = field(default_factory=dict)
    kept_count: int = 0
    kept: list[Kept] = field(default_factory=list)


class _UndoSession(WriteSession):
    def __init__(
        self,
        graph: Graph,
        load: dict[str, Any],
        by: str | None = None,
        *,
        within: Transaction | None = None,
    ) -> None:
        self._load = load
        self._by = by
        self.undone = Undone(load["id"], load["dataset"])
        super().__init__(graph, f"{UNDOING}{load['id']}", within=within)
        self.undone.counts = self.counts

    def open(self) -> None:
        """Marks the graph as half undone, even if nothing is to be changed."""
        self._start()

    def _begin(self) -> None:
        given = {"session": self._session, "name": self._name}
        self._graph.write(statement("load/undo-begin"), given)

    def _written(self, transaction: Transaction, difference: Difference) -> None:
        pass

    def _applied(self, difference: Difference) -> None:
        total = self.total
        if self._within and total.added + total.changed + total.removed > MAX_TRIED:
            raise _too_much_to_try()
        self.undone.kept_count += len(difference.kept)
        self.undone.kept += difference.kept[: MAX_KEPT - len(self.undone.kept)]

    def _end(self, transaction: Transaction) -> None:
        was = orjson.loads(self._load.get("was") or "{}")
        description = was.get("Dataset")
        transaction.run(
            statement("load/undo-end"),
            {
                "name": self._name,
                "load": self._load["id"],
                "by": self._by,
                "kept": self.undone.kept_count,
                "description": description and _with_day(description, "as_of"),
                "as_of": _with_day(was, "as_of").get("as_of"),
            },
        )


def undo_load(
    load: str, graph: Graph, *, by: str | None = None, progress: Progress = SILENT
) -> Undone:
    """Takes back the load of that id; derived facts are not touched, derive afterwards.

    Begun again after it was broken off, it goes on. Raises ``NotFound`` for a load that there is
    not, and ``Conflict`` for one that was undone already, or after which later versions of its
    dataset were loaded.
    """
    known, days = _undoable(load, graph)
    session = _UndoSession(graph, known, by)
    session.open()
    _take_back(session, known, days, graph, progress)
    session.close()
    return session.undone


def try_undo(load: str, graph: Graph) -> Undone:
    """What undoing the load of that id would do; nothing of it stays.

    Raises as ``undo_load``, and ``TooLarge`` for more than can be tried.
    """
    known, days = _undoable(load, graph)
    if sum(known.get(name) or 0 for name in ("added", "changed", "removed")) > MAX_TRIED:
        raise _too_much_to_try()
    with graph.transaction(timeout=TRIAL_TIMEOUT, keep=False) as transaction:
        transaction.run(statement("hold"))
        session = _UndoSession(graph, known, within=transaction)
        _take_back(session, known, days, graph, SILENT)
    return session.undone


def _take_back(
    session: _UndoSession,
    load: dict[str, Any],
    days: dict[str, date],
    graph: Graph,
    progress: Progress,
) -> None:
    found = graph.read(statement("load/journals"), {"load": load["id"]}, timeout=BATCH_TIMEOUT)
    entries = [entry for row in found.rows for entry in entries_from_json(row[0])]
    author = Author(load["dataset"], days)
    what = Text("Undoing", "撤销")
    done = 0
    for of_pass in by_pass(entries).values():
        for kind, some in of_pass.items():
            for begin in range(0, len(some), BATCH_SIZE):
                batch = some[begin : begin + BATCH_SIZE]
                compare = partial(compare_taken_back, author=author, kind=kind, entries=batch)
                session.apply_batch(kind, compare)
                done += len(batch)
                progress.count(what, done, len(entries))
    if load.get("first"):
        nothing = Dataset(load["dataset"], as_of=load["as_of"])
        voice = Voice(Speaker(load["dataset"], load["as_of"]), days)
        remove_stale(session, voice, graph, nothing, progress, undo=True)


def _too_much_to_try() -> TooLarge:
    return TooLarge(
        Text(
            f"It changed more than {MAX_TRIED:,} things, too many to try; what somebody has changed"
            " since, or holds on to, stays in any case",
            f"涉及超过 {MAX_TRIED:,} 项，无法试算；其后已有他人更改或仍被引用的内容"
            "在任何情况下都保持不变",
        )
    )


def _undoable(load: str, graph: Graph) -> tuple[dict[str, Any], dict[str, date]]:
    rows = graph.read(statement("load/undo-state"), {"load": load}).rows
    if not rows:
        raise NotFound(Text(f"There is no load {load}", f"没有编号为 {load} 的载入"))
    known, later, days = rows[0]
    if known.get("undone_at"):
        at = local_time(known["undone_at"])
        raise Conflict(
            Text(f"{load} was undone already, at {at}", f"{load} 已于 {at} 撤销，无需重复")
        )
    if later:
        listed = ", ".join(later)
        raise Conflict(
            Text(
                f"Later versions of {known['dataset']} were loaded; undo these first, the last one"
                f" first: {listed}",
                f"{known['dataset']} 之后又有载入，请先从最后一次起依次撤销：{listed}",
            )
        )
    return known, dict(days)


def _with_day(values: dict[str, Any], name: str) -> dict[str, Any]:
    """Values that were kept as JSON, their day a day again."""
    day = values.get(name)
    return values | {name: date.fromisoformat(day)} if day else values
