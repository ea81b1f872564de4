"""A digest of the whole graph: equal exactly when two graphs hold the same facts."""

import hashlib
from collections.abc import Iterable
from typing import Any

from service.graph.database import Graph
from service.model import derived as derivation
from service.model.bookkeeping import PINYIN
from service.statements import statement

_WORK = (
    "born",
    "stamp",
    "version",
    "derived_version",
    "derivation",
    "loading",
    "unfinished",
    "load",
    "held_by",
    "ranked_version",
    "ranked_at",
    "ranked_left",
    "core",
    "essential_core",
    "ranking_stands",
    "progress",
)
"""Of the graph's own node: how it came to be, not what it holds."""

_RECORDS = frozenset(("Load", "Journal", "Day", "Scenario", "Access"))
"""Labels of what tells how the graph came to be, what is thought of it, and who may do what."""

_SIZE = 2**256


def digest(graph: Graph, *, derived: bool = True) -> str:
    """64 hexadecimal digits over all nodes and relationships with their properties.

    Without ``derived`` what the derivation stores is left out, how names sound among it. How many
    writes it took (the graph's version) and the database's own ids never count. Each element is
    hashed by itself and the hashes are added, so that order does not matter and memory stays
    constant.
    """
    total = 0
    for name in ("digest-nodes", "digest-relationships"):
        with graph.stream(statement(f"load/{name}"), timeout=3600.0) as streamed:
            for *names, properties in streamed.rows:
                kinds = names[0]
                if not _RECORDS.isdisjoint(kinds):
                    continue
                if not derived and kinds[0] in (*derivation.RELATIONSHIPS, *derivation.LABELS):
                    continue
                left_out = set(_WORK) if kinds == ["Graph"] else set()
                if not derived:
                    left_out |= {PINYIN, *derivation.properties(kinds)}
                total += _hash(names, (p for p in properties.items() if p[0] not in left_out))
    return f"{total % _SIZE:064x}"


def _hash(names: list[Any], properties: Iterable[tuple[str, Any]]) -> int:
    written = repr((names, sorted(properties))).encode()
    return int.from_bytes(hashlib.sha256(written).digest(), "big")
