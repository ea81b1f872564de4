"""The protocol of one load: how batches are compared, locked, written and retried.

Nothing is written until something differs. From then on until the load has ended, the node
``Graph`` has the dataset's id in ``unfinished`` and as ``loading``. A load that dies leaves the id
there until the same dataset is loaded again; when another load ends meanwhile, ``loading`` becomes
the first unfinished id. Each batch is compared again in the transaction that writes it, after
taking the lock on the node ``Graph``: so a batch can be retried, and no other write comes between.
"""

import json
import time
import uuid
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from service.dataset.claims import UNKNOWN_DAY
from service.dataset.difference import (
    Conflicts,
    Counts,
    Difference,
    RunStatement,
    Voice,
    load_statement,
)
from service.dataset.input_tables import Dataset
from service.dataset.journal import entries_to_json, to_json
from service.dataset.three_way import Speaker
from service.errors import Conflict, DatabaseUnavailable
from service.graph.database import Graph
from service.graph.values import Rows
from service.language import Text
from service.statements import statement

MAX_ATTEMPTS = 5
"""How often a batch is tried while the database is unavailable."""

BATCH_TIMEOUT = 600.0
"""Seconds that one batch may take."""

Compare = Callable[[RunStatement], Difference]


class LoadSession:
    """One load of one dataset; ``counts`` by label or relationship type."""

    def __init__(
        self, graph: Graph, dataset: Dataset, *, by: str | None = None, write: bool = True
    ) -> None:
        self._graph = graph
        self._dataset = dataset
        self._load_id = uuid.uuid4().hex
        self._by = by
        self._may_write = write
        self._first = False
        self.load: str | None = None
        """The id under which the load can be undone, once something was written."""
        self.voice = Voice(Speaker(dataset.id, dataset.as_of), {})
        self.counts: dict[str, Counts] = {}
        self.conflicts = Conflicts()
        self.started = False
        self.as_of: date | None = None
        """The day of the graph before."""
        self.version: int | None = None
        self.unfinished: list[str] = []
        """Ids of the datasets whose earlier loads have not ended."""

    def open(self) -> None:
        """Reads the graph's state; starts writing if the dataset's description differs."""
        found = self._read(statement("load/state"), {"dataset": self._dataset.id}).rows
        self.as_of, self.version, self.unfinished, days, first = (
            found[0] if found else (None, None, [], [], False)
        )
        described = self._read(
            load_statement("existing-nodes", label="Dataset"),
            {"ids": [self._dataset.id]},
        ).rows
        old: dict[str, Any] | None = described[0][1] if described else None
        self._first = old is None or first
        self.voice = Voice(
            Speaker(self._dataset.id, self._dataset.as_of, old["as_of"] if old else UNKNOWN_DAY),
            {**dict(days), **({self._dataset.id: self._dataset.as_of} if old is None else {})},
        )
        description = self._description()
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

    def apply_batch(self, kind: str, compare: Compare) -> None:
        """Compares one batch and writes what differs; counted under ``kind``.

        Raises ``Conflict`` where another load has begun, or removed nodes that the batch needs.
        """
        difference = Difference()
        if not self.started:
            difference = compare(self._read)
            if difference.writes:
                self._start()
        if self.started:
            difference = self._retry(lambda: self._compare_and_write(compare))
        self.counts.setdefault(kind, Counts()).add(difference.counts)
        self.conflicts.add(difference.conflicts)

    def close(self) -> None:
        """Marks the load as complete. Raises ``Conflict`` where another one has begun."""
        if self.started:
            self._retry(self._finish)

    def _description(self) -> dict[str, Any]:
        dataset = self._dataset
        return {
            "id": dataset.id,
            "title": dataset.title,
            "as_of": dataset.as_of,
            "source": dataset.source,
            "licence": dataset.licence,
            "note": dataset.note,
            "mapping": json.dumps(dict(dataset.mapping), ensure_ascii=False, sort_keys=True)
            if dataset.mapping
            else None,
        }

    def _read(self, text: str, parameters: Mapping[str, Any]) -> Rows:
        return self._graph.read(text, parameters, timeout=BATCH_TIMEOUT)

    def _start(self) -> None:
        if not self._may_write:
            return
        found = self._graph.write(
            statement("load/start"),
            {
                "load": self._load_id,
                "dataset": self._description(),
                "by": self._by,
                "file": self._dataset.file,
                "first": self._first,
                "was": to_json(self._was),
            },
        )
        self.version, self.load = found.one()
        self.started = True

    def _compare_and_write(self, compare: Compare) -> Difference:
        with self._graph.transaction(timeout=BATCH_TIMEOUT) as transaction:
            held = transaction.run(statement("load/hold"), {"load": self._load_id}).rows
            if not held or held[0][0] != self._load_id:
                raise _superseded()
            difference = compare(transaction.run)
            for write in difference.writes:
                made = transaction.run(write.statement, write.parameters)
                missing = (write.created or 0) - made.counters.get("relationships_created", 0)
                if write.created is not None and missing:
                    raise Conflict(
                        Text(
                            f"{missing} relationships lead to nodes that were removed meanwhile;"
                            " check and load again",
                            f"{missing} 条关系所指的节点已被他人删除，请检查后重新载入",
                        )
                    )
            # Of a dataset's first version, what it made is known without being written down.
            entries = [
                entry for entry in difference.entries if not (self._first and entry.was is None)
            ]
            if entries:
                given = {"load": self.load, "entries": entries_to_json(entries)}
                transaction.run(statement("load/journal"), given)
            return difference

    def _finish(self) -> Difference:
        with self._graph.transaction(timeout=BATCH_TIMEOUT) as transaction:
            for load, unfinished in transaction.run(
                statement("load/hold"), {"load": self._load_id}
            ).rows:
                if load == self._load_id:
                    given = {"dataset": self._dataset.id, "load": self.load, **self._figures()}
                    transaction.run(statement("load/finish"), given)
                # Not there any more: an earlier attempt got through, only its answer was lost.
                elif self._dataset.id in unfinished:
                    raise _superseded()
        return Difference()

    def _figures(self) -> dict[str, int]:
        total = Counts()
        for counts in self.counts.values():
            total.add(counts)
        return {
            "added": total.added,
            "changed": total.changed,
            "removed": total.removed,
            "conflicts": self.conflicts.count,
        }

    def _retry(self, attempt: Callable[[], Difference]) -> Difference:
        for pause in range(MAX_ATTEMPTS - 1):
            try:
                return attempt()
            except DatabaseUnavailable:
                time.sleep(0.5 * 2**pause)
        return attempt()


def _superseded() -> Conflict:
    return Conflict(
        Text(
            "Another load of this graph has begun; this one stops. Load again when that has ended",
            "另一次载入已开始，本次中止；请待其结束后重新载入",
        )
    )
