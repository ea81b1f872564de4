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
from typing import Any

from service.dataset.input_tables import Dataset
from service.dataset.upsert import Counts, Difference, RunStatement, load_statement
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

    def __init__(self, graph: Graph, dataset: Dataset) -> None:
        self._graph = graph
        self._dataset = dataset
        self._load_id = uuid.uuid4().hex
        self.counts: dict[str, Counts] = {}
        self.started = False
        self.version: int | None = None
        self.unfinished: list[str] = []
        """Ids of the datasets whose earlier loads have not ended."""

    def open(self) -> None:
        """Reads the graph's state; starts writing if the dataset's description differs."""
        found = self._read(statement("load/state"), {}).rows
        as_of, self.version, self.unfinished = found[0] if found else (None, None, [])
        described = self._read(
            load_statement("existing-nodes", label="Dataset"),
            {"ids": [self._dataset.id]},
        ).rows
        description = self._description()
        old: dict[str, Any] | None = described[0][1] if described else None
        given = {name: value for name, value in description.items() if value is not None}
        if old is None:
            self.counts["Dataset"] = Counts(added=1)
        else:
            same = old == given
            self.counts["Dataset"] = Counts(changed=int(not same), unchanged=int(same))
        behind = as_of is None or as_of < self._dataset.as_of
        if old != given or behind or self._dataset.id in self.unfinished:
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
        start = statement("load/start")
        found = self._graph.write(start, {"load": self._load_id, "dataset": self._description()})
        self.version = found.one()[0]
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
            return difference

    def _finish(self) -> Difference:
        with self._graph.transaction(timeout=BATCH_TIMEOUT) as transaction:
            for load, unfinished in transaction.run(
                statement("load/hold"), {"load": self._load_id}
            ).rows:
                if load == self._load_id:
                    transaction.run(statement("load/finish"), {"dataset": self._dataset.id})
                # Not there any more: an earlier attempt got through, only its answer was lost.
                elif self._dataset.id in unfinished:
                    raise _superseded()
        return Difference()

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
