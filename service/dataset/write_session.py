"""The protocol of a write of many batches: how they are compared, locked, written and retried.

Nothing is written until something differs. From then on until the write has ended, the node
``Graph`` says in ``unfinished`` and ``loading`` what is under way. One that dies leaves it there
until the same is done again; when another ends meanwhile, ``loading`` becomes the first unfinished
one. Each batch is compared again in the transaction that writes it, after taking the lock on the
node ``Graph``: so a batch can be retried, and no other write comes between.
"""

import time
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any

from service.dataset.merging.difference import Counts, Difference, RunStatement, total_of
from service.errors import Conflict, DatabaseUnavailable
from service.graph.database import Graph, Transaction
from service.graph.values import Rows
from service.language import Text
from service.statements import statement

MAX_ATTEMPTS = 5
"""How often a batch is tried while the database is unavailable."""

BATCH_TIMEOUT = 600.0
"""Seconds that one batch may take."""

Compare = Callable[[RunStatement], Difference]


class WriteSession(ABC):
    """One write of many batches, known in the graph by ``name`` while it is under way.

    ``counts`` by label or relationship type. Without ``write`` it only compares; ``within`` is a
    transaction to be rolled back, into which all is written to see what comes of it.
    """

    def __init__(
        self,
        graph: Graph,
        name: str,
        *,
        write: bool = True,
        within: Transaction | None = None,
    ) -> None:
        self._graph = graph
        self._name = name
        self._may_write = write and within is None
        self._within = within
        self._session = uuid.uuid4().hex
        self.counts: dict[str, Counts] = {}
        self.started = False

    def apply_batch(self, kind: str, compare: Compare) -> None:
        """Compares one batch and writes what differs; counted under ``kind``.

        Raises ``Conflict`` where another write has begun, or removed nodes that the batch needs.
        """
        difference = Difference()
        if self._within:
            difference = compare(self._within.run)
            for write in difference.writes:
                self._within.run(write.statement, write.parameters)
        elif not self.started:
            difference = compare(self._read)
            if difference.writes:
                self._start()
        if self.started:
            difference = self._retry(lambda: self._compare_and_write(compare))
        self.counts.setdefault(kind, Counts()).add(difference.counts)
        self._applied(difference)

    def close(self) -> None:
        """Marks the write as complete. Raises ``Conflict`` where another one has begun."""
        if self.started:
            self._retry(self._finish)

    @property
    def total(self) -> Counts:
        """All counts together."""
        return total_of(self.counts)

    @abstractmethod
    def _begin(self) -> None:
        """Writes that it is under way."""

    @abstractmethod
    def _end(self, transaction: Transaction) -> None:
        """Writes that it is complete."""

    @abstractmethod
    def _written(self, transaction: Transaction, difference: Difference) -> None:
        """What is written with each batch beside it."""

    @abstractmethod
    def _applied(self, difference: Difference) -> None:
        """What is kept of each batch."""

    def _read(self, text: str, parameters: Mapping[str, Any]) -> Rows:
        return self._graph.read(text, parameters, timeout=BATCH_TIMEOUT)

    def _start(self) -> None:
        if self._may_write:
            self._begin()
            self.started = True

    def _compare_and_write(self, compare: Compare) -> Difference:
        with self._graph.transaction(timeout=BATCH_TIMEOUT) as transaction:
            held = transaction.run(statement("load/hold"), {"load": self._session}).rows
            if not held or held[0][0] != self._session:
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
            self._written(transaction, difference)
            return difference

    def _finish(self) -> Difference:
        with self._graph.transaction(timeout=BATCH_TIMEOUT) as transaction:
            for load, unfinished in transaction.run(
                statement("load/hold"), {"load": self._session}
            ).rows:
                if load == self._session:
                    self._end(transaction)
                # Not there any more: an earlier attempt got through, only its answer was lost.
                elif self._name in unfinished:
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
