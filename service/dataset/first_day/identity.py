"""Identifying names of a list: an id from the graph, the credit code, or one made of the name."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from service.dataset.naming.aliases import NO_ALIASES, Aliases, decided_different, known_aliases
from service.graph.database import Graph
from service.statements import statement

READ_TIMEOUT = 120.0
"""Seconds that reading the names in the graph may take."""

_MAX_STEM_LENGTH = 60
_NOT_IN_ID = re.compile(r"[^\w\-]+")


def id_of(name: str) -> str:
    """An id made of a name: the name itself if it is a valid id, else its letters and a hash.

    The hash, of the exact name, keeps apart names that differ only in characters that an id cannot
    have.
    """
    stem = _NOT_IN_ID.sub("-", name).strip("-")[:_MAX_STEM_LENGTH]
    if stem == name:
        return name
    suffix = hashlib.sha256(name.encode()).hexdigest()[:6]
    return f"{stem}-{suffix}" if stem else suffix


_DATE = re.compile(
    r"(?:20\d\d[-_.年/]?)?(?:(?:0?[1-9]|1[0-2])[-_.月/](?:0?[1-9]|[12]\d|3[01])[日号]?)(?!\d)"
    r"|20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)"
    r"|(?<!\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)"
)
_VERSION = re.compile(
    r"最终版?|终版|定稿|最新版?|修订版?|修改版?|更新版?|副本|新版"
    r"|第[0-9一二三四五六七八九十]+版"
    r"|(?<![a-z])(?:final|latest|new|copy|updated?|version|v(?:er)?\.?\s*[0-9]+)(?![a-z])"
    r"|[(（]\s*[0-9]*\s*[)）]",
    re.I,
)
_JOINTS = re.compile(r"^[\s\-_.,，、]+|[\s\-_.,，、]+$")


def dataset_name(stem: str) -> str:
    """What a list is called whatever its version: a file's name without days, final, copy and such.

    The whole name where nothing else is left.
    """
    name = _VERSION.sub(" ", _DATE.sub(" ", stem))
    name = re.sub(r"[\s\-_.]{2,}", "-", _JOINTS.sub("", name))
    return name or stem


class AmbiguousName(LookupError):
    """Several entities of the graph have this name; ``ids`` are theirs."""

    def __init__(self, ids: Iterable[str]) -> None:
        self.ids = sorted(ids)
        super().__init__(", ".join(self.ids))


@dataclass
class KnownEntities:
    """The entities of one label in the graph, by name and credit code."""

    names: dict[str, str | None] = field(default_factory=dict)
    """Name by id."""
    codes: dict[str, str] = field(default_factory=dict)
    """Credit code by id."""
    resumed: dict[str, date] = field(default_factory=dict)
    """Day of resumption by id."""
    aliases: Aliases = NO_ALIASES
    different: set[tuple[str, str]] = field(default_factory=set)
    """Pairs of ids that people have said to be different, each in order."""

    def __post_init__(self) -> None:
        self._by_name: dict[str, list[str]] = {}
        for id_, name in self.names.items():
            if name:
                self._by_name.setdefault(name, []).append(id_)
        self._by_code: dict[str, list[str]] = {}
        for id_, code in self.codes.items():
            self._by_code.setdefault(code, []).append(id_)

    def identify(self, name: str, code: str | None = None) -> str:
        """The id of the entity called exactly ``name``: a known one, else a new id.

        A credit code decides; without one, or where the known entity has none, the exact name, and
        then what has it as an alias.
        Raises ``AmbiguousName`` where several match.
        """
        matches = list(self._by_code.get(code, ())) if code else []
        if len(matches) > 1:
            matches = [id_ for id_ in matches if self.names[id_] == name] or matches
        if not matches and code and code in self.aliases.ids:
            return self.aliases.ids[code]
        if not matches:
            matches = [
                id_ for id_ in self._by_name.get(name, ()) if code is None or id_ not in self.codes
            ]
        if len(matches) > 1:
            raise AmbiguousName(matches)
        if matches:
            return matches[0]
        alias = self.aliases.of_name(name)
        if alias is not None and (code is None or alias not in self.codes):
            return alias
        new = code or id_of(name)
        if new in self.aliases.ids:
            return self.aliases.ids[new]
        if new in self.names:  # taken by an entity of another name
            new = f"{new}-{hashlib.sha256(name.encode()).hexdigest()[:6]}"
        return new

    def is_alias(self, name: str, id_: str) -> bool:
        """Whether ``name`` is not what the known entity with this id is called, but stands for it.

        It does by its own, or by the id that it would have.
        """
        own = self.names.get(id_)
        if own is None or own == name:
            return False
        return self.aliases.of_name(name) == id_ or self.aliases.ids.get(id_of(name)) == id_

    def ids_of(self, name: str) -> set[str]:
        """The ids of the known entities that are called exactly ``name``."""
        return set(self._by_name.get(name, ()))

    def said_different(self, one: str, other: str) -> bool:
        """Whether people have said that two entities, by their ids, are different."""
        return (min(one, other), max(one, other)) in self.different


def known_enterprises(graph: Graph | None) -> KnownEntities:
    """Every enterprise of the graph by name and code; none without a graph."""
    if graph is None:
        return KnownEntities()
    names: dict[str, str | None] = {}
    codes: dict[str, str] = {}
    resumed: dict[str, date] = {}
    with graph.stream(statement("load/known-enterprises"), timeout=READ_TIMEOUT) as streamed:
        for id_, name, code, resumed_on in streamed.rows:
            names[id_] = name
            if code:
                codes[id_] = code
            if resumed_on:
                resumed[id_] = resumed_on
    return KnownEntities(names, codes, resumed, *_decisions(graph, "Enterprise"))


def known_materials(graph: Graph | None) -> KnownEntities:
    """Every material of the graph by name; none without a graph."""
    if graph is None:
        return KnownEntities()
    with graph.stream(statement("load/known-materials"), timeout=READ_TIMEOUT) as streamed:
        names = {row[0]: row[1] for row in streamed.rows}
    return KnownEntities(names, {}, {}, *_decisions(graph, "Material"))


def _decisions(graph: Graph, kind: str) -> tuple[Aliases, set[tuple[str, str]]]:
    return known_aliases(graph, kind), decided_different(graph.read, kind)
