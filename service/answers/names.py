"""What the things are called that something is told about."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from service.graph.database import Graph
from service.language import Text
from service.model.tables import BY_LABEL, ID_PREFIXES, RELATIONS
from service.statements import statement

_TYPES = {relation.type: relation for relation in RELATIONS}


COMPOSED = {"Request": "names-of-requests", "Letter": "names-of-letters"}
"""The statements for labels whose things are called by what they are about."""


class Element(Protocol):
    """Anything about a node or relationship: its label or type, and its ids."""

    @property
    def kind(self) -> str: ...
    @property
    def ids(self) -> tuple[str, ...]: ...


def names_of(graph: Graph, elements: Iterable[Element]) -> dict[str, Text]:
    """Names by id, in both languages; the id where a thing has no name.

    Workers are called by their ids.
    """
    return names_by_label(graph, _wanted((each.kind, each.ids) for each in elements))


def _wanted(elements: Iterable[tuple[str, tuple[str, ...]]]) -> dict[str, set[str]]:
    wanted: dict[str, set[str]] = {}
    for kind, ids in elements:
        relation = _TYPES.get(kind)
        labels = [relation.start, relation.end] if relation else [kind]
        if relation and "material" in relation.key:
            labels.append("Material")
        for label, id_ in zip(labels, ids, strict=False):
            if label in BY_LABEL and BY_LABEL[label].thing:
                wanted.setdefault(label, set()).add(id_)
    return wanted


def names_outside(graph: Graph, wanted: Mapping[str, set[str]]) -> dict[str, Text]:
    """Names by ids outside the database of the things of some labels."""
    return {
        ID_PREFIXES[label] + id_: name
        for label, ids in wanted.items()
        for id_, name in names_by_label(graph, {label: ids}).items()
    }


def names_by_label(graph: Graph, wanted: Mapping[str, set[str]]) -> dict[str, Text]:
    """Names by id of the things of some labels; the id where one has no name."""
    names: dict[str, Text] = {}
    for label, ids in wanted.items():
        text = statement(COMPOSED[label]) if label in COMPOSED else statement("names", label=label)
        found = graph.read(text, {"ids": sorted(ids)}, timeout=30)
        for id_, name, english in found.rows:
            names[id_] = Text(english or name or id_, name or id_)
    return names
