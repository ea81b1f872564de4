"""The frame of one load: nothing is touched until something differs, then the graph is held.

From the first difference on until the load has ended, ``Graph.unfinished`` holds the dataset's id
and ``Graph.loading`` is it. A load that dies leaves the id there until the same dataset is loaded
again; when another load ends meanwhile, ``Graph.loading`` is the first id that is left. Every batch
compares again in the transaction that writes it, after taking the lock on the graph's node, so that
a batch may be tried again and nobody else's write slips between.
"""

import time
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from service.dataset.tables_in_memory import Dataset
from service.dataset.upsert import Counts, Difference, Run, template
from service.errors import Conflict, DatabaseUnavailable
from service.graph.database import Graph
from service.graph.values import Rows
from service.language import Text
from service.statements import statement

ATTEMPTS = 5
"""How often a batch is tried when the database is busy or away."""

LIMIT = 600.0
"""Seconds that one batch may take."""

Compare = Callable[[Run], Difference]


class LoadSession:
    """One load of one dataset into one graph; ``counts`` by label or type."""

    def __init__(self, graph: Graph, dataset: Dataset) -> None:
        self._graph = graph
        self._dataset = dataset
        self._load = uuid.uuid4().hex
        self.counts: dict[str, Counts] = {}
        self.started = False
        self.version: int | None = None
        self.unfinished: list[str] = []
        """The datasets whose loads this graph was left in the middle of."""

    def open(self) -> None:
        """Looks at the graph; begins at once where its own description differs."""
        found = self._read(statement("load/state"), {}).rows
        as_of, self.version, self.unfinished = found[0] if found else (None, None, [])
        described = self._read(
            template("existing-nodes", label="Dataset"),
            {"ids": [self._dataset.id]},
        ).rows
        about = self._about()
        old: dict[str, Any] | None = described[0][1] if described else None
        given = {name: value for name, value in about.items() if value is not None}
        if old is None:
            self.counts["Dataset"] = Counts(added=1)
        else:
            same = old == given
            self.counts["Dataset"] = Counts(changed=int(not same), unchanged=int(same))
        behind = as_of is None or as_of < self._dataset.as_of
        if old != given or behind or self._dataset.id in self.unfinished:
            self._begin()

    def settle(self, kind: str, compare: Compare) -> None:
        """Brings one batch about: ``compare`` reads and says what to write, ``kind`` counts it."""
        difference = Difference()
        if not self.started:
            difference = compare(self._read)
            if difference.writes:
                self._begin()
        if self.started:
            difference = self._again(lambda: self._write(compare))
        self.counts.setdefault(kind, Counts()).add(difference.counts)

    def close(self) -> None:
        """Ends the load; what it brought is whole."""
        if self.started:
            self._again(self._finish)

    def _about(self) -> dict[str, Any]:
        dataset = self._dataset
        return {
            "id": dataset.id,
            "title": dataset.title,
            "as_of": dataset.as_of,
            "source": dataset.source,
            "licence": dataset.licence,
            "note": dataset.note,
        }

    def _read(self, text: str, parameters: Mapping[str, Any]) -> Rows:
        return self._graph.read(text, parameters, timeout=LIMIT)

    def _begin(self) -> None:
        start = statement("load/start")
        found = self._graph.write(start, {"load": self._load, "dataset": self._about()})
        self.version = found.one()[0]
        self.started = True

    def _write(self, compare: Compare) -> Difference:
        with self._graph.transaction(timeout=LIMIT) as transaction:
            held = transaction.run(statement("load/hold"), {"load": self._load}).rows
            if not held or held[0][0] != self._load:
                raise _overtaken()
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
            return difference

    def _finish(self) -> Difference:
        with self._graph.transaction(timeout=LIMIT) as transaction:
            for load, unfinished in transaction.run(
                statement("load/hold"), {"load": self._load}
            ).rows:
                if load == self._load:
                    transaction.run(statement("load/finish"), {"dataset": self._dataset.id})
                # Not there any more: an earlier attempt got through, only its answer was lost.
                elif self._dataset.id in unfinished:
                    raise _overtaken()
        return Difference()

    def _again(self, attempt: Callable[[], Difference]) -> Difference:
        for pause in range(ATTEMPTS - 1):
            try:
                return attempt()
            except DatabaseUnavailable:
                time.sleep(0.5 * 2**pause)
        return attempt()


def _overtaken() -> Conflict:
    return Conflict(
        Text(
            "Another load of this graph has begun; this one stops. Load again when that has ended",
            "另一次载入已开始，本次中止；请待其结束后重新载入",
        )
    )
