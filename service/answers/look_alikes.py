"""Pairs of things whose names look alike and of which nobody has decided whether they are one."""

import threading
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


@dataclass(frozen=True)
class _Compared:
    """The names of one graph, and which of them look alike; the pairs of ids at one revision."""

    graph: str
    revision: int
    names: frozenset[str]
    alike: list[tuple[str, str]]
    pairs: list[tuple[str, str]]


_KNOWN: dict[str, _Compared] = {}
_LOCK = threading.Lock()
"""Names are compared by one thread, and each name once: comparing all of a city takes seconds, and
whoever decides pair by pair changes the graph each time."""


def look_alikes(graph: Graph, kind: str) -> LookAlikes:
    """The pairs of a label, in the order of their names."""
    born, revision = graph.read(statement("revision")).one()[:2]
    with _LOCK:
        known = _KNOWN.get(kind)
        if known is None or (known.graph, known.revision) != (born, revision):
            known = _compared(graph, kind, born, revision, known)
            _KNOWN[kind] = known
        pairs = known.pairs
    shown = pairs[:MAX_PAIRS]
    ids = sorted({id_ for pair in shown for id_ in pair})
    rows = graph.read(statement("look-alikes", label=kind), {"ids": ids}, timeout=30.0).rows
    found = {row[0]: Candidate(row[0], row[1] or row[0], *row[2:]) for row in rows}
    listed = [(found[a], found[b]) for a, b in shown if a in found and b in found]
    return LookAlikes(kind, listed, len(pairs))


def _compared(
    graph: Graph, kind: str, born: str, revision: int, known: _Compared | None
) -> _Compared:
    ids: dict[str, list[str]] = {}
    with graph.stream(statement("names-of", label=kind), timeout=READ_TIMEOUT) as streamed:
        for id_, name in streamed.rows:
            if name:
                ids.setdefault(name, []).append(id_)
    names = frozenset(ids)
    alike = _alike(names, known if known is not None and known.graph == born else None)
    same = [(name, name) for name in sorted(ids) if len(ids[name]) > 1]
    decided = decided_different(graph.read, kind)
    pairs = [
        (min(a, b), max(a, b))
        for one, other in (*same, *alike)
        for a in sorted(ids[one])[:MAX_SAME_NAME]
        for b in sorted(ids[other])[:MAX_SAME_NAME]
        if a < b or one != other
    ]
    return _Compared(born, revision, names, alike, [pair for pair in pairs if pair not in decided])


def _alike(names: frozenset[str], known: _Compared | None) -> list[tuple[str, str]]:
    """Pairs of different names that look alike; what is ``known`` of them is not sought again."""
    if known is None:
        return similar_pairs(names, ())
    kept = [pair for pair in known.alike if names.issuperset(pair)]
    new = names - known.names
    return sorted({*kept, *similar_pairs(new, names - new)}) if new else kept
