"""What the things that conflicts are about are called."""

from collections.abc import Iterable, Mapping

from service.dataset.difference import Conflict, Kept
from service.graph.database import Graph
from service.language import Text
from service.model.tables import BY_LABEL, RELATIONS
from service.statements import statement

_TYPES = {relation.type: relation for relation in RELATIONS}


def names_of(graph: Graph, conflicts: Iterable[Conflict]) -> dict[str, Text]:
    """Names by id, in both languages; the id where a thing has no name.

    Workers and requests are called by their ids.
    """
    return names_by_label(graph, _wanted((each.kind, each.ids) for each in conflicts))


def names_of_kept(graph: Graph, kept: Iterable[Kept]) -> dict[str, Text]:
    """The same of what could not be taken back."""
    return names_by_label(graph, _wanted((each.kind, each.ids) for each in kept))


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


def names_by_label(graph: Graph, wanted: Mapping[str, set[str]]) -> dict[str, Text]:
    """Names by id of the things of some labels; the id where one has no name."""
    names: dict[str, Text] = {}
    for label, ids in wanted.items():
        found = graph.read(statement("names", label=label), {"ids": sorted(ids)}, timeout=30)
        for id_, name, english in found.rows:
            names[id_] = Text(english or name or id_, name or id_)
    return names
