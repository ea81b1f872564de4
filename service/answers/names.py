"""What the things that conflicts are about are called."""

from collections.abc import Iterable

from service.dataset.difference import Conflict
from service.graph.database import Graph
from service.language import Text
from service.model.tables import BY_LABEL, RELATIONS
from service.statements import statement

_TYPES = {relation.type: relation for relation in RELATIONS}


def names_of(graph: Graph, conflicts: Iterable[Conflict]) -> dict[str, Text]:
    """Names by id, in both languages; the id where a thing has no name.

    Workers and requests are called by their ids.
    """
    wanted: dict[str, set[str]] = {}
    for conflict in conflicts:
        relation = _TYPES.get(conflict.kind)
        labels = [relation.start, relation.end] if relation else [conflict.kind]
        if relation and "material" in relation.key:
            labels.append("Material")
        for label, id_ in zip(labels, conflict.ids, strict=False):
            if label in BY_LABEL and BY_LABEL[label].thing:
                wanted.setdefault(label, set()).add(id_)
    names: dict[str, Text] = {}
    for label, ids in wanted.items():
        found = graph.read(statement("names", label=label), {"ids": sorted(ids)}, timeout=30)
        for id_, name, english in found.rows:
            names[id_] = Text(english or name or id_, name or id_)
    return names
