"""The graph as a check reads it, and a stand-in for one that is known to be empty."""

from collections.abc import Mapping
from typing import Any, Protocol

from service.graph.values import Rows


class ReadableGraph(Protocol):
    """Read access to a graph, as ``Graph.read`` gives it."""

    def read(
        self, statement: str, parameters: Mapping[str, Any] | None = None, *, timeout: float = 5.0
    ) -> Rows: ...


class EmptyGraph:
    """Answers every query without rows, so that no database need run."""

    def read(
        self, statement: str, parameters: Mapping[str, Any] | None = None, *, timeout: float = 5.0
    ) -> Rows:
        return Rows([], [], {}, 0.0)
