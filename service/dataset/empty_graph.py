"""What a check asks the graph for, and the answers of a graph that is known to be empty."""

from collections.abc import Mapping
from typing import Any, Protocol

from service.graph.values import Rows


class ReadableGraph(Protocol):
    """A graph as far as a check needs it."""

    def read(
        self, statement: str, parameters: Mapping[str, Any] | None = None, *, timeout: float = 5.0
    ) -> Rows: ...


class EmptyGraph:
    """The answers of an empty graph, which then need not run."""

    def read(
        self, statement: str, parameters: Mapping[str, Any] | None = None, *, timeout: float = 5.0
    ) -> Rows:
        return Rows([], [], {}, 0.0)
