"""One load of one dataset: what the graph keeps of it beside the facts."""

import json
from datetime import date
from typing import Any

from service.clock import now
from service.dataset.merging.claims import UNKNOWN_DAY
from service.dataset.merging.difference import Conflicts, Counts, Difference, Voice
from service.dataset.merging.journal import entries_to_json, is_new, moved_links, to_json
from service.dataset.merging.load_statements import load_statement
from service.dataset.merging.three_way import Speaker
from service.dataset.naming.aliases import RECORDS
from service.dataset.tables.input_tables import Dataset
from service.dataset.write_session import WriteSession
from service.errors import Conflict
from service.graph.database import Graph, Transaction
from service.graph.state import UNDOING
from service.language import Text
from service.statements import statement


class LoadSession(WriteSession):
    """One load of one dataset; ``counts`` by label or relationship type."""

    def __init__(
        self,
        graph: Graph,
        dataset: Dataset,
        *,
        by: str | None = None,
        write: bool = True,
        within: Transaction | None = None,
    ) -> None:
        super().__init__(graph, dataset.id, write=write, within=within)
        self._dataset = dataset
        self._by = by
        self._first = False
        self.known = False
        """Whether a version of the dataset was loaded before."""
        self.load: str | None = None
        """The id under which the load can be undone, once something was written."""
        self.voice = Voice(Speaker(dataset.id, dataset.as_of), {})
        self.conflicts = Conflicts()
        self.overlap = self.cleared = 0
        self.as_of: date | None = None
        """The day of the graph before."""
        self.version: int | None = None
        self.unfinished: list[str] = []
        """Ids of the datasets whose earlier loads have not ended."""

    def open(self) -> None:
        """Reads the graph's state; starts writing if the dataset's description differs.

        Raises ``Conflict`` while a load of this dataset is half undone: what it said would be
        taken for what is said now.
        """
        given = {"dataset": self._dataset.id, "undoing": UNDOING}
        found = self._read(statement("load/state"), given).rows
        self.as_of, self.version, self.unfinished, days, first, half_undone = (
            found[0] if found else (None, None, [], [], False, [])
        )
        if half_undone:
            raise _half_undone(half_undone[0])
        described = self._read(
            load_statement("existing-nodes", label="Dataset"),
            {"ids": [self._dataset.id]},
        ).rows
        old: dict[str, Any] | None = described[0][1] if described else None
        self._first = old is None or first
        self.known = old is not None
        self.voice = Voice(
            Speaker(self._dataset.id, self._dataset.as_of, old["as_of"] if old else UNKNOWN_DAY),
            {**dict(days), **({self._dataset.id: self._dataset.as_of} if old is None else {})},
        )
        description = self.description()
        same = old is not None and (
            self.voice.speaker.outdated
            or all(old.get(name) == value for name, value in description.items())
        )
        if old is None:
            self.counts["Dataset"] = Counts(added=1)
        else:
            self.counts["Dataset"] = Counts(changed=int(not same), unchanged=int(same))
        self._was = {
            "Dataset": old and {name: old.get(name) for name in description if name != "id"},
            "as_of": self.as_of,
        }
        behind = self.as_of is None or self.as_of < self._dataset.as_of
        if not same or behind or self._dataset.id in self.unfinished:
            self._start()

    def description(self) -> dict[str, Any]:
        """What the dataset says of itself, as its node keeps it."""
        dataset = self._dataset
        described = {
            "id": dataset.id,
            "title": dataset.title,
            "as_of": dataset.as_of,
            "source": dataset.source,
            "licence": dataset.licence,
            "note": dataset.note,
        }
        if dataset.mapping is None:  # a folder says nothing of a list's columns
            return described
        mapping = json.dumps(dict(dataset.mapping), ensure_ascii=False, sort_keys=True)
        return {**described, "mapping": mapping if dataset.mapping else None}

    def _begin(self) -> None:
        found = self._graph.write(
            statement("load/start"),
            {
                "load": self._session,
                "at": now(),
                "dataset": self.description(),
                "by": self._by,
                "file": self._dataset.file,
                "first": self._first,
                "was": to_json(self._was),
            },
        )
        self.version, self.load = found.one()

    def _written(self, transaction: Transaction, difference: Difference) -> None:
        moved = moved_links(difference.entries)
        # Of a dataset's first version, what it made is known without being written down.
        entries = [
            entry
            for entry in difference.entries
            if entry.kind in RECORDS or not (self._first and is_new(entry, moved))
        ]
        if entries:
            given = {"load": self.load, "entries": entries_to_json(entries)}
            transaction.run(statement("load/journal"), given)

    def _applied(self, difference: Difference) -> None:
        self.conflicts.add(difference.conflicts)
        self.overlap += difference.overlap
        self.cleared += difference.cleared

    def _end(self, transaction: Transaction) -> None:
        total = self.total
        given = {
            "dataset": self._name,
            "load": self.load,
            "added": total.added,
            "changed": total.changed,
            "removed": total.removed,
            "conflicts": self.conflicts.count,
        }
        transaction.run(statement("load/finish"), given)


def _half_undone(load: str) -> Conflict:
    return Conflict(
        Text(
            f"Undoing {load} of this dataset was broken off; undo it to its end before anything"
            f" else of the dataset is loaded: tongbu undo {load}",
            f"该数据集的 {load} 撤销到一半即中断，请先完成撤销再载入：tongbu undo {load}",
        )
    )
