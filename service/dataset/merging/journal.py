"""What a load or an action changed, kept so that it can be taken back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from service.model.tables import RELATIONS

_SINGLE = {relation.type: relation for relation in RELATIONS if relation.single}


@dataclass(frozen=True, slots=True)
class Entry:
    """One node or relationship: its label or type and ids, and what differs of its properties.

    ``was`` is ``None`` where it was made, ``now`` where it was removed; a value ``None`` is none.
    """

    kind: str
    ids: tuple[str, ...]
    was: Mapping[str, Any] | None
    now: Mapping[str, Any] | None


def to_json(value: Any) -> str:
    """A value as it is kept: days as texts."""
    return orjson.dumps(value).decode()


def entries_to_json(entries: Iterable[Entry]) -> str:
    """Entries as they are kept: a list of kind, ids, what was and what is now."""
    return to_json([[entry.kind, entry.ids, entry.was, entry.now] for entry in entries])


def entries_from_json(text: str) -> list[Entry]:
    """Entries as they were kept; days are texts."""
    return [Entry(kind, tuple(ids), was, now) for kind, ids, was, now in orjson.loads(text)]


Moved = set[tuple[str, str]]
"""Types and owners of relationships that lead elsewhere now."""


def moved_links(entries: Iterable[Entry]) -> Moved:
    """Of the relationships of which an owner has only one, those that were removed."""
    return {owner for entry in entries if entry.now is None and (owner := _owner(entry))}


def is_new(entry: Entry, moved: Moved) -> bool:
    """Whether an element was made, and not in the place of one that led elsewhere."""
    return entry.was is None and _owner(entry) not in moved


def _owner(entry: Entry) -> tuple[str, str] | None:
    relation = _SINGLE.get(entry.kind)
    if relation is None:
        return None
    return entry.kind, entry.ids[0] if relation.owner == "start" else entry.ids[1]
