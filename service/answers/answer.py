"""Answers: rows and graph of a statement, as they may be shown to whoever asks."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from service.access.roles import Sight
from service.answers.persons import PersonalColumns, seen_in_graph
from service.catalog.catalog import SavedQuery
from service.catalog.parameters import Column
from service.errors import Fault
from service.graph.state import State
from service.graph.values import Edge, Node, Path, edge_id
from service.model import derived
from service.model.bookkeeping import ACCESS, HIDDEN
from service.model.tables import FACTS, ID_PREFIXES, THINGS

if TYPE_CHECKING:  # who only asks imports nothing of how facts are merged
    from service.answers.standing import Totals
    from service.dataset.merging.difference import Conflict


@dataclass(frozen=True)
class Subgraph:
    """The graph of an answer: ids are the users' own."""

    nodes: list[Node]
    edges: list[Edge]


@dataclass(frozen=True)
class Answer:
    """A whole answer. ``rows`` follow ``columns``; values are JSON's, dates ``datetime.date``."""

    query: SavedQuery
    parameters: dict[str, Any]
    state: State
    rows: list[list[Any]]
    subgraph: Subgraph | None
    truncated: bool
    elapsed_ms: float
    totals: "Totals | None" = None
    """Of a what-if: of the network as it is, and as it would be."""
    persons: frozenset[str] = frozenset()
    """The things, as ``kind:id``, of which it shows personal data."""

    @property
    def cut_by_time(self) -> bool:
        """Whether the same question may find more in the same graph."""
        return self.truncated and not self.query.complete_on_request

    @property
    def columns(self) -> tuple[Column, ...]:
        return _asked(self.query, self.parameters)


@dataclass(frozen=True)
class AnswerStream:
    """An answer whose rows come one by one and are not cut."""

    query: SavedQuery
    parameters: dict[str, Any]
    state: State
    rows: Iterator[list[Any]]

    @property
    def columns(self) -> tuple[Column, ...]:
        return _asked(self.query, self.parameters)


@dataclass(frozen=True)
class AcceptedChange:
    """An accepted change, by its id, and who is ready on another day for it.

    Where not ``derived`` so much follows that the answer is still empty, and everything has to be
    derived again.
    """

    change: str
    answer: Answer
    derived: bool
    conflicts: "Sequence[Conflict]" = ()
    """What other sources say otherwise, and whether this change stands."""
    notices: Sequence[Fault] = ()
    """What is worth saying about it, and at which parameter."""


class AnswerBuilder:
    """How the rows of one statement become an answer: ``returned`` are the columns it gave.

    Persons who are not in ``sight`` are masked; of whom others are shown, ``persons`` tells.
    """

    def __init__(self, query: SavedQuery, returned: list[str], sight: Sight) -> None:
        columns = [column.name for column in query.columns]
        self._columns = [returned.index(name) for name in columns]
        self._parts = [index for index, name in enumerate(returned) if name not in columns]
        self._personal = PersonalColumns(query.columns, sight)
        self._sight = sight
        self.persons: set[str] = set()
        """The things, as ``kind:id``, of which personal data was shown so far."""
        self._things = {
            table.label: (columns.index(kind), _own(columns, table.label))
            for kind, table in THINGS.items()
            if kind in columns
        }
        """By label of a thing that rows are about: where its id stands in them, and by name where
        its properties do."""
        self._materials: tuple[int, int] | None = None
        """Where a material's id and its name stand, if the rows name it."""
        if {"material", "material_name"} <= set(columns):
            self._materials = returned.index("material"), returned.index("material_name")

    def row(self, row: list[Any]) -> list[Any]:
        """The values of the declared columns."""
        values = [row[index] for index in self._columns]
        self._personal.mask(values, self.persons)
        return values

    def subgraph(self, rows: list[list[Any]], state: State) -> Subgraph:
        """The nodes and relationships in ``rows``, each once."""
        nodes: dict[str, Node] = {}
        edges: dict[str, Edge] = {}

        def take(part: Any, row: list[Any]) -> None:
            if isinstance(part, dict):
                part = self._spelled_out(part, row)
            if isinstance(part, Node) and ACCESS not in part.labels:
                nodes.setdefault(part.id, part)
            elif isinstance(part, Edge):
                edges.setdefault(part.id, part)
            elif isinstance(part, Path):
                take(list(part.nodes + part.edges), row)
            elif isinstance(part, list):
                for item in part:
                    take(item, row)

        for row in rows:
            for index in self._parts:
                take(row[index], row)
        known = [
            edge
            for edge in edges.values()
            if edge.source in nodes
            and edge.target in nodes
            and (state.derived or edge.type not in derived.RELATIONSHIPS)
        ]
        names: Mapping[Any, Any] = {}
        if self._materials:
            id, name = self._materials
            names = {row[id]: row[name] for row in rows}
        shown = seen_in_graph(nodes.values(), known, self._sight, self.persons)
        return Subgraph(
            [self._node(node, state) for node in shown.nodes],
            [self._edge(edge, names) for edge in shown.edges],
        )

    def _spelled_out(self, part: dict[str, Any], row: list[Any]) -> Node | Edge:
        """A node or relationship of which a statement returns only some properties, as a map.

        A relationship has ``type``, and the ids of its ends as ``source`` and ``target``. A node
        has ``label`` and ``id``; where the row is about it, the row's columns are its properties.
        """
        given = {name: value for name, value in part.items() if value is not None}
        if "type" in given:
            type, source, target = given.pop("type"), given.pop("source"), given.pop("target")
            return Edge(edge_id(type, source, target, given), type, source, target, given)
        label = given.pop("label")
        at, own = self._things.get(label, (None, {}))
        if at is not None and row[self._columns[at]] == given["id"]:
            told = {name: row[self._columns[index]] for name, index in own.items()}
            given |= {name: value for name, value in told.items() if value is not None}
        return Node(ID_PREFIXES[label] + str(given["id"]), (label,), given)

    def _node(self, node: Node, state: State) -> Node:
        """A node as it may be shown: derived facts only while they are current."""
        hidden = derived.properties(node.labels, internal_only=state.derived)
        return Node(node.id, node.labels, _shown(node.properties, hidden))

    def _edge(self, edge: Edge, names: Mapping[Any, Any]) -> Edge:
        """An edge as it may be shown, with the name of the material that it bears beside its id."""
        hidden = derived.properties([edge.type], internal_only=True)
        shown = _shown(edge.properties, hidden)
        name = names.get(shown.get("material"))
        return replace(edge, properties=shown | ({"material_name": name} if name else {}))


def _shown(properties: Mapping[str, Any], hidden: Container[str]) -> dict[str, Any]:
    """Properties without those that no answer shows."""
    return {
        key: value for key, value in properties.items() if key not in hidden and key not in HIDDEN
    }


def _own(columns: Sequence[str], label: str) -> dict[str, int]:
    """Which of ``columns`` are properties of the thing that rows are about, by name."""
    known = {*FACTS[label], *derived.properties([label])}
    return {name: index for index, name in enumerate(columns) if name in known}


def _asked(query: SavedQuery, arguments: Mapping[str, Any]) -> tuple[Column, ...]:
    """The columns of a query, with the words that they have in an answer to ``arguments``."""
    return tuple(column.asked_with(arguments) for column in query.columns)
