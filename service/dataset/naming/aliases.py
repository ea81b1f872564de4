"""Names and ids that stand for a thing of another name or id.

They come of people's decisions (two things are one and the same), of a dataset's ``aliases.csv``,
and of renaming. Of each is kept whether it is a name, compared without regard to case, width and
invisible characters, or an id, compared exactly.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from service.dataset.merging.elements import Properties
from service.graph.database import Graph
from service.graph.values import Rows
from service.model.bookkeeping import ALIAS, DIFFERENT
from service.statements import statement

KINDS = ("Enterprise", "Material")
"""The labels of what can have aliases."""

RECORDS = (ALIAS, DIFFERENT)
"""The labels of what is kept of names and decisions."""

READ_TIMEOUT = 120.0
"""Seconds that reading all aliases may take."""

_INVISIBLE = dict.fromkeys(
    (
        *(0xAD, 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFEFF, 0xFFA0),
        *(*range(0x180B, 0x1810), *range(0x200B, 0x2010), *range(0x202A, 0x202F)),
        *(*range(0x2060, 0x2070), *range(0xFE00, 0xFE10)),
    )
)
"""Characters that nobody sees: joiners, marks of direction, soft hyphens and such."""

_BLANKS = re.compile(r"\s+")


def visible(text: str) -> str:
    """``text`` in normal form (NFKC) without invisible characters, blanks made one and trimmed."""
    if text.isascii():
        return _BLANKS.sub(" ", text).strip()
    normal = unicodedata.normalize("NFKC", text).translate(_INVISIBLE)
    return _BLANKS.sub(" ", normal).strip()


def normalized(name: str) -> str:
    """A name as it is compared with others to be the very same."""
    return visible(name).casefold()


@dataclass(frozen=True)
class Aliases:
    """What stands for things of one label that the graph has: ids by id and by normalized name."""

    ids: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    earlier: frozenset[str] = frozenset()
    """Those of ``names`` that are only earlier names of a thing that was renamed."""

    steps: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """By id the decisions by which it came to stand for another, in order."""

    def key(self, name: str) -> str | None:
        """``name`` as ``names`` has it, where people have decided what it stands for."""
        key = normalized(name)
        return key if key in self.names and key not in self.earlier else None

    def of_name(self, name: str) -> str | None:
        """The id of what ``name`` stands for."""
        return self.names.get(normalized(name)) if self.names else None


NO_ALIASES = Aliases()


def known_aliases(graph: Graph | None, kind: str) -> Aliases:
    """The aliases of one label; none without a graph."""
    if graph is None:
        return NO_ALIASES
    text = statement("load/known-aliases", label=kind)
    rows = graph.read(text, {"kind": kind}, timeout=READ_TIMEOUT).rows
    return Aliases(
        {row[1]: row[2] for row in rows if row[0] == "id"},
        {normalized(row[1]): row[2] for row in rows if row[0] == "name"},
        frozenset(normalized(row[1]) for row in rows if row[0] == "name" and row[3]),
        {row[1]: row[4] for row in rows if row[0] == "id" and row[4]},
    )


def decided_different(
    run: Callable[[str, Mapping[str, str]], Rows], kind: str
) -> set[tuple[str, str]]:
    """The pairs of ids of one label that people have said to be different, each in order."""
    rows = run(statement("load/decided-different"), {"kind": kind}).rows
    return {(min(pair), max(pair)) for pair in ((str(row[0]), str(row[1])) for row in rows)}


def alias_nodes(
    kind: str,
    stands_for: str,
    *,
    ids: Iterable[str] = (),
    names: Iterable[str] = (),
    renamed: bool = False,
    steps: Sequence[int] = (),
) -> dict[str, Properties]:
    """The nodes ``Alias``, by their ids, that say that these ids and names stand for a thing.

    ``steps`` are the serial numbers of the decisions by which they came to do so.
    """
    nodes: dict[str, Properties] = {}
    for of, texts in (("id", ids), ("name", names)):
        for text in texts:
            key = text if of == "id" else normalized(text)
            node: Properties = {"kind": kind, "of": of, "name": text, "stands_for": stands_for}
            node |= {"renamed": True} if renamed else {}
            nodes[f"{kind}/{of}/{key}"] = node | ({"steps": list(steps)} if steps else {})
    return nodes


def different_node(kind: str, one: str, other: str) -> tuple[str, Properties]:
    """The node ``Different`` of two things: its id, and its properties."""
    first, last = sorted((one, other))
    return f"{kind}/{first}/{last}", {"kind": kind, "one": first, "other": last}
