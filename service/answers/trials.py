"""Trials of one question: changes that are derived and undone, all at one state of the graph."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from service.answers.changes import ConcurrencySlot
from service.answers.currency import refuse_unless_current
from service.catalog.catalog import SavedQuery
from service.derivation.incremental import rederive
from service.errors import DatabaseUnavailable
from service.graph.database import Graph, Transaction
from service.graph.state import State, read_state
from service.language import Text
from service.statements import statement

MAX_ATTEMPTS = 3
"""How often all is tried again when the graph changed meanwhile."""

Found = TypeVar("Found")


class GraphChanged(Exception):
    """The graph changed between two trials."""


class Trials:
    """The trials of one question; ``count`` says how many were made.

    Between two of them others may write; the next then raises ``GraphChanged``.
    """

    def __init__(self, graph: Graph, query: SavedQuery) -> None:
        self._graph = graph
        self._query = query
        self._deadline = time.monotonic() + query.timeout / 2
        self._state: State | None = None
        self.count = 0

    @property
    def state(self) -> State:
        """The state of the graph at which all was tried."""
        assert self._state is not None
        return self._state

    @property
    def in_time(self) -> bool:
        """Whether half of the question's time is not over."""
        return time.monotonic() < self._deadline

    @contextmanager
    def trial(self) -> Iterator[Transaction]:
        """A transaction that is alone, sees the state of the others, and is rolled back."""
        with self._graph.transaction(timeout=self._query.timeout, keep=False) as transaction:
            transaction.run(statement("hold"))
            self._refuse_changed(transaction)
            yield transaction

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """A transaction that only reads, at the same state first and last."""
        with self._graph.transaction(timeout=self._query.timeout, write=False) as transaction:
            self._refuse_changed(transaction)
            yield transaction
            self._refuse_changed(transaction)

    def follow(
        self, transaction: Transaction, change: str, given: Mapping[str, Any]
    ) -> list[list[Any]]:
        """Who is ready when after ``change``: ``[id, days before, days after]``."""
        self.count += 1
        enterprises = [row[0] for row in transaction.run(change, given).rows]
        return rederive(transaction, enterprises)

    def _refuse_changed(self, transaction: Transaction) -> None:
        state = read_state(transaction)
        if self._state is None:
            refuse_unless_current(self._query, state, ())
            self._state = state
        if state.revision != self._state.revision:
            raise GraphChanged


def until_stable(graph: Graph, query: SavedQuery, search: Callable[[Trials], Found]) -> Found:
    """What ``search`` finds by trials, begun anew when the graph changes meanwhile.

    Raises ``DatabaseUnavailable`` where it changes again and again, ``TooManyRequests``.
    """
    with ConcurrencySlot():
        for _ in range(MAX_ATTEMPTS):
            try:
                return search(Trials(graph, query))
            except GraphChanged:
                continue
    raise DatabaseUnavailable(
        Text("The graph changes too fast for this answer", "数据变动过快，请稍后重试"),
        retry_after=1,
    )
