"""Pairs of things whose names look alike and of which nobody has decided whether they are one."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass

from service.dataset.first_day.similar_names import similar_pairs
from service.dataset.naming.aliases import decided_different
from service.graph.database import Graph
from service.statements import statement

MAX_PAIRS = 200
"""Pairs given; all are counted."""

MAX_SAME_NAME = 50
"""Things of exactly one name that are paired with each other; more are told apart by their ids."""

READ_TIMEOUT = 120.0
"""Seconds that reading all names may take."""


@dataclass(frozen=True)
class Candidate:
    """One of a pair, with what tells people which it is."""

    id: str
    name: str
    name_en: str | None
    uscc: str | None
    district: str | None
    town: str | None
    datasets: list[str]
    supplies: int
    """How many supplies it is part of; of a material how many make or need it."""


@dataclass(frozen=True)
class LookAlikes:
    """The first pairs, and how many there are."""

    kind: str
    pairs: list[tuple[Candidate, Candidate]]
    count: int


_KNOWN: dict[tuple[object, ...], list[tuple[str, str]]] = {}
_LOCK = threading.Lock()
"""Names are compared once for each revision of the graph, by one thread."""


def look_alikes(graph: Graph, kind: str) -> LookAlikes:
    """The pairs of a label, in the order of their names; compared anew once the graph changed."""
    revision = tuple(graph.read(statement("revision")).one())
    key = (kind, *revision[:2])
    with _LOCK:
        if key not in _KNOWN:
            for old in [one for one in _KNOWN if one[0] == kind]:
                del _KNOWN[old]
            _KNOWN[key] = _pairs(graph, kind)
        pairs = _KNOWN[key]
    shown = pairs[:MAX_PAIRS]
    ids = sorted({id_ for pair in shown for id_ in pair})
    rows = graph.read(statement("look-alikes", label=kind), {"ids": ids}, timeout=30.0).rows
    found = {row[0]: Candidate(row[0], row[1] or row[0], *row[2:]) for row in rows}
    listed = [(found[a], found[b]) for a, b in shown if a in found and b in found]
    return LookAlikes(kind, listed, len(pairs))


def _pairs(graph: Graph, kind: str) -> list[tuple[str, str]]:
    ids: dict[str, list[str]] = {}
    with graph.stream(statement("names-of", label=kind), timeout=READ_TIMEOUT) as streamed:
        for id_, name in streamed.rows:
            if name:
                ids.setdefault(name, []).append(id_)
    decided = decided_different(graph.read, kind)
    pairs = [
        (min(a, b), max(a, b))
        for one, other in _names(ids)
        for a in sorted(ids[one])[:MAX_SAME_NAME]
        for b in sorted(ids[other])[:MAX_SAME_NAME]
        if a < b or one != other
    ]
    return [pair for pair in pairs if pair not in decided]


def _names(ids: dict[str, list[str]]) -> Iterable[tuple[str, str]]:
    """Pairs of names: those that several things have, and those that look alike."""
    yield from ((name, name) for name in sorted(ids) if len(ids[name]) > 1)
    yield from similar_pairs(ids, ())
