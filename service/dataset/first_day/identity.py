"""Who a name on a list is: an id from the graph, the credit code or the name itself."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from service.graph.database import Graph
from service.statements import statement

LIMIT = 120.0
"""Seconds that reading the graph's names may take."""

_LONGEST = 60
_FOREIGN = re.compile(r"[^\w\-]+")


def id_of(name: str) -> str:
    """An id made of a name: the name itself where it can be one, else its letters and a mark.

    The mark (of the exact name) keeps names apart that differ only in what an id cannot hold.
    """
    plain = _FOREIGN.sub("-", name).strip("-")[:_LONGEST]
    if plain == name:
        return name
    mark = hashlib.sha256(name.encode()).hexdigest()[:6]
    return f"{plain}-{mark}" if plain else mark


class Ambiguous(LookupError):
    """Several things have this name; ``ids`` are theirs."""

    def __init__(self, ids: Iterable[str]) -> None:
        self.ids = sorted(ids)
        super().__init__(", ".join(self.ids))


@dataclass
class Known:
    """What the graph holds under names and codes."""

    names: dict[str, str | None] = field(default_factory=dict)
    """Name by id."""
    codes: dict[str, str] = field(default_factory=dict)
    """Credit code by id."""
    resumed: dict[str, date] = field(default_factory=dict)
    """Day of resumption by id."""

    def __post_init__(self) -> None:
        self._by_name: dict[str, list[str]] = {}
        for known, name in self.names.items():
            if name:
                self._by_name.setdefault(name, []).append(known)
        self._by_code: dict[str, list[str]] = {}
        for known, code in self.codes.items():
            self._by_code.setdefault(code, []).append(known)

    def identify(self, name: str, code: str | None = None) -> str:
        """The id of what is called exactly ``name``: known ones first, else a new one.

        A credit code decides; without one, or where the known one has none, the exact name does.
        Raises ``Ambiguous`` where several fit.
        """
        fitting = list(self._by_code.get(code, ())) if code else []
        if len(fitting) > 1:
            fitting = [known for known in fitting if self.names[known] == name] or fitting
        if not fitting:
            fitting = [
                known
                for known in self._by_name.get(name, ())
                if code is None or known not in self.codes
            ]
        if len(fitting) > 1:
            raise Ambiguous(fitting)
        if fitting:
            return fitting[0]
        new = code or id_of(name)
        if new in self.names:  # taken by what has another name
            new = f"{new}-{hashlib.sha256(name.encode()).hexdigest()[:6]}"
        return new


def known_enterprises(graph: Graph | None) -> Known:
    """Every enterprise of the graph by name and code; none without a graph."""
    if graph is None:
        return Known()
    names: dict[str, str | None] = {}
    codes: dict[str, str] = {}
    resumed: dict[str, date] = {}
    with graph.stream(statement("load/known-enterprises"), timeout=LIMIT) as streamed:
        for known, name, code, resumed_on in streamed.rows:
            names[known] = name
            if code:
                codes[known] = code
            if resumed_on:
                resumed[known] = resumed_on
    return Known(names, codes, resumed)


def known_materials(graph: Graph | None) -> Known:
    """Every material of the graph by name; none without a graph."""
    if graph is None:
        return Known()
    with graph.stream(statement("load/known-materials"), timeout=LIMIT) as streamed:
        return Known({row[0]: row[1] for row in streamed.rows})
