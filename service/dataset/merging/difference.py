"""What a batch of facts differs in from the graph, and what is to be written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from service.dataset.merging.claims import UNKNOWN_DAY, FirstDays
from service.dataset.merging.journal import Entry
from service.dataset.merging.three_way import Disagreement, Speaker
from service.graph.values import Rows
from service.model.columns import Relation

RunStatement = Callable[[str, Mapping[str, Any]], Rows]


@dataclass(frozen=True)
class Voice:
    """The dataset whose facts are merged: who speaks, and since when each dataset does."""

    speaker: Speaker
    days: FirstDays

    @property
    def dataset(self) -> str:
        return self.speaker.source

    @property
    def first(self) -> bool:
        """Whether it speaks of the day of its first version, for which no day is written."""
        return self.speaker.on == self.days.get(self.dataset, UNKNOWN_DAY)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A disagreement about an element: its label or type, and the ids of what it is, or between."""

    kind: str
    ids: tuple[str, ...]
    about: Disagreement


MAX_CONFLICTS = 1000
"""Conflicts that a report tells one by one; all are counted."""


@dataclass
class Conflicts:
    """What sources disagree about: all counted, the first kept."""

    count: int = 0
    first: list[Conflict] = field(default_factory=list)

    def add(self, more: list[Conflict]) -> None:
        self.count += len(more)
        self.first += more[: MAX_CONFLICTS - len(self.first)]


@dataclass
class Counts:
    """How many nodes of a label, or relationships of a type, a load treated in which way."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0

    def add(self, other: "Counts") -> None:
        self.added += other.added
        self.changed += other.changed
        self.unchanged += other.unchanged
        self.removed += other.removed

    def count(self, changes: Mapping[str, Any]) -> None:
        """Counts something that is there, with what is to be changed of it."""
        if changes:
            self.changed += 1
        else:
            self.unchanged += 1


def total_of(counts: Mapping[str, Counts]) -> Counts:
    """The counts of all kinds together."""
    total = Counts()
    for each in counts.values():
        total.add(each)
    return total


@dataclass
class WriteStatement:
    """A statement to run; ``created``: how many relationships it must create, if known."""

    statement: str
    parameters: Mapping[str, Any]
    created: int | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """What is not taken back: somebody has changed it since, or holds on to it.

    ``fact`` is ``None`` where the element as a whole stays, or stays away.
    """

    kind: str
    ids: tuple[str, ...]
    fact: str | None = None


@dataclass
class Difference:
    """The statements that make the graph agree with a batch of facts, and what they count as."""

    counts: Counts = field(default_factory=Counts)
    writes: list[WriteStatement] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    """What undoing it needs."""
    conflicts: list[Conflict] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    """What could not be taken back."""
    overlap: int = 0
    """How many nodes this dataset brought before."""
    cleared: int = 0
    """How many facts are there no more."""


def relation_ids(
    relation: Relation, start: str, end: str, properties: Mapping[str, Any]
) -> tuple[str, ...]:
    """What tells a relationship from all others of its type: its ends, and its key properties."""
    key = (properties.get(name) for name in relation.key)
    return (start, end, *("" if part is None else str(part) for part in key))
