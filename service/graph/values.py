"""What comes out of the database, as plain values: rows, nodes, edges, plans."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Node:
    """``id`` is the user's own, with its kind before it unless it is an enterprise."""

    id: str
    labels: tuple[str, ...]
    properties: dict[str, Any]


@dataclass(frozen=True)
class Edge:
    """``source`` and ``target`` are ids of ``Node``; ``id`` is unique within a graph."""

    id: str
    type: str
    source: str
    target: str
    properties: dict[str, Any]


def edge_id(type: str, source: str, target: str, properties: Mapping[str, Any]) -> str:
    """The id of a relationship: its ends, and what tells it from others between them."""
    keys = [str(properties[key]) for key in ("material", "since") if properties.get(key)]
    return "|".join([source, type, target, *keys])


@dataclass(frozen=True)
class Path:
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


@dataclass
class Plan:
    """One operator of a statement's plan and those below it."""

    operator: str
    arguments: dict[str, Any]
    children: list["Plan"] = field(default_factory=list)

    def walk(self) -> Iterator["Plan"]:
        """This operator, then all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass
class Explanation:
    """What planning a statement tells without running it. ``kind`` is r, rw, w or s."""

    kind: str
    columns: list[str]
    plan: Plan


@dataclass
class Rows:
    """A whole answer; ``counters`` counts what was written, ``elapsed_ms`` is the database's."""

    columns: list[str]
    rows: list[list[Any]]
    counters: dict[str, int] = field(default_factory=dict)
    elapsed_ms: float = 0.0

    def one(self) -> list[Any]:
        """The only row; ``ValueError`` where there are none or several."""
        (row,) = self.rows
        return row


@dataclass(frozen=True)
class RowStream:
    """An answer whose rows come one by one."""

    columns: list[str]
    rows: Iterator[list[Any]]
