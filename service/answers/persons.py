"""Persons in answers: masked where whoever asks may not see them, row by row, and told of whom not.

In a table a column says whose its personal data is (``Column.whose``). In a graph it is that of the
node itself, or of what a relationship of the same graph ties it to: a worker is of the enterprise
where he works, a request of the one that raised it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from service.access.roles import Sight
from service.catalog.parameters import Column
from service.graph.values import Edge, Node
from service.model.privacy import PERSONAL_PROPERTIES, masked
from service.model.tables import ID_PREFIXES

TIES = frozenset(("WORKS_AT", "RAISED", "ON_BEHALF_OF", "ESCORTS", "HANDLES"))
"""Relationships by which a worker, a request or a letter is of an enterprise or a team."""

KINDS = {"Enterprise": "enterprise", "ServiceTeam": "team"}
"""The labels of what has personal data of its own that a team may see."""


class PersonalColumns:
    """The personal ones among the columns of an answer, for somebody with a ``sight``."""

    def __init__(self, columns: Sequence[Column], sight: Sight) -> None:
        self._sight = sight
        places = {column.name: place for place, column in enumerate(columns)}
        # by the place of each: the kinds and places of what says whose it is
        self._owners = {
            place: [
                (columns[at].links, at)
                for name in column.whose
                if (at := places.get(name, -1)) >= 0
            ]
            for place, column in enumerate(columns)
            if column.personal
        }

    def mask(self, values: list[Any], persons: set[str]) -> None:
        """Masks in ``values`` what is not seen; adds to ``persons`` of whom something is."""
        for place, owners in self._owners.items():
            if values[place] is None:
                continue
            owned = [(kind, values[at]) for kind, at in owners if values[at] is not None]
            seen = [(kind, id) for kind, id in owned if self._sight.sees(kind, id)]
            if not seen and not self._sight.everybody:
                values[place] = masked(values[place])
                continue
            persons.update(f"{kind}:{id}" for kind, id in (seen[:1] or [("unknown", "")]))


@dataclass(frozen=True)
class Seen:
    """The parts of a graph, persons masked."""

    nodes: Sequence[Node]
    edges: Sequence[Edge]


def seen_in_graph(
    nodes: Collection[Node], edges: Sequence[Edge], sight: Sight, persons: set[str]
) -> Seen:
    """A graph for somebody with a ``sight``; adds to ``persons`` of whom something is seen."""
    own = {
        node.id
        for node in nodes
        for label in node.labels
        if label in KINDS and sight.sees(KINDS[label], node.properties.get("id"))
    }
    tied = {
        end
        for edge in edges
        if edge.type in TIES
        for end, other in ((edge.source, edge.target), (edge.target, edge.source))
        if other in own
    }
    visible = own | tied

    def node_of(node: Node) -> Node:
        seen = sight.everybody or node.id in visible
        return replace(node, properties=_of(node.labels, node.properties, seen, node.id, persons))

    def edge_of(edge: Edge) -> Edge:
        seen = sight.everybody or edge.source in own or edge.target in own
        properties = _of([edge.type], edge.properties, seen, edge.source, persons)
        return replace(edge, properties=properties)

    return Seen([node_of(node) for node in nodes], [edge_of(edge) for edge in edges])


def _of(
    owners: Sequence[str], properties: Mapping[str, Any], seen: bool, id: str, persons: set[str]
) -> dict[str, Any]:
    """The properties of one part; those that are personal masked unless ``seen``."""
    personal: frozenset[str] = frozenset().union(
        *(PERSONAL_PROPERTIES.get(owner, frozenset()) for owner in owners)
    )
    told = {key for key in personal if properties.get(key) is not None}
    if not told:
        return dict(properties)
    if seen:
        persons.add(_thing(id))
        return dict(properties)
    return {key: masked(value) if key in told else value for key, value in properties.items()}


def thing_of(label: str, id: str) -> str:
    """A node of a label as ``kind:id``, as the audit names it."""
    return f"{'team' if label == 'ServiceTeam' else label.lower()}:{id}"


def _thing(id: str) -> str:
    """The same by the node's id outside the database."""
    for label, prefix in ID_PREFIXES.items():
        if prefix and id.startswith(prefix):
            return thing_of(label, id.removeprefix(prefix))
    return thing_of("Enterprise", id)
