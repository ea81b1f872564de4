"""One node or relationship as a dataset states it."""

from dataclasses import dataclass, field
from typing import Any

from service.model.columns import Relation

Properties = dict[str, Any]
"""Values by property name; lists and texts beside them only as the loader's own bookkeeping."""


@dataclass(frozen=True, slots=True)
class NodeFact:
    """One node. In ``properties`` a value is to be set, ``None`` to be cleared."""

    id: str
    properties: Properties


@dataclass(frozen=True, slots=True)
class RelationFact:
    """One relationship; ``end`` or ``start`` is ``None`` where an empty cell removes it."""

    start: str | None
    end: str | None
    properties: Properties = field(default_factory=dict)
    inferred: bool = False


def owner_of(relation: Relation, fact: RelationFact) -> str | None:
    """The id of the node to which the relationship belongs; a load compares by owner."""
    return fact.start if relation.owner == "start" else fact.end
