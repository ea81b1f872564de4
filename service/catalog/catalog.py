"""The catalogue: the files in ``cypher/queries/``, ``what-if/`` and ``actions/``, read and served.

One file is one saved query, what-if or action; nothing else has to be touched to add one. All
faults of all files are reported together.
"""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from service.catalog.header import DeclaredRefusal, read_file, without_comments_and_texts
from service.catalog.parameters import Column, Parameter, read_arguments
from service.errors import Fault, FaultyCatalog, NotFound
from service.language import Text
from service.statements import CYPHER

DERIVED = {
    *("ready_days", "own_days", "runs", "in_flow", "firm", "stuck", "hops"),
    *("lost", "stops_enterprises", "stops_anchors"),
    *("stop_days", "stop_material", "gap", "weight", "part", "breaks", "at", "doubt", "WAITS_FOR"),
    "lead_at",
}
"""What only the derivation writes; a statement that reads any of it waits for the derivation."""

INTERNAL = {
    *("at", "doubt", "due", "raised", "high", "lower", "lost", "avalanche"),
    *("lead_at", "gap", "weight", "part", "breaks"),
}
"""What of it is the derivation's own reckoning, and tells nobody anything."""

QUERY, WHAT_IF, ACTION = "query", "what-if", "action"
"""The kinds of what can be asked, tried and done."""

FOLDERS = {QUERY: "queries", WHAT_IF: "what-if", ACTION: "actions"}
"""The folder of each kind in ``cypher/``, and the first part of its address."""

KIND_NAMES = {
    QUERY: Text("saved query", "查询"),
    WHAT_IF: Text("what-if", "推演"),
    ACTION: Text("action", "登记操作"),
}


@dataclass(frozen=True)
class SavedQuery:
    """One saved query as its file says; ``limit`` in rows, ``timeout`` in seconds.

    A what-if or an action has a ``change``, too, which writes, and ``derives`` says what has to be
    derived again before the ``statement``, its answer, is run; of a saved query, what it is given
    that has to be sought by trials.
    """

    name: str
    path: Path
    title: Text
    about: Text
    result: str
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    example: dict[str, Any]
    statement: str
    line: int
    """The line of the file on which the statement begins."""
    bloom: str | None = None
    limit: int = 1000
    timeout: float = 5.0
    change: str = ""
    change_line: int = 0
    derives: str = ""
    refuses: Mapping[str, DeclaredRefusal] = field(default_factory=dict)
    """What the change may refuse, by the word that it returns."""
    kind: str = QUERY

    @property
    def folder(self) -> str:
        """Where its page and its data are found: ``/<folder>/<name>``."""
        return FOLDERS[self.kind]

    @property
    def rests_on_derived(self) -> bool:
        """Whether its answer rests on what the derivation writes."""
        read = re.findall(r"[.:|]\s*(\w+)", without_comments_and_texts(self.statement))
        return bool(self.derives) or not DERIVED.isdisjoint(read)

    def arguments(self, given: Mapping[str, Any], *, typed: bool = False) -> dict[str, Any]:
        """Values of all parameters; raises as ``read_arguments``, with every fault."""
        return read_arguments(self.parameters, given, typed=typed)


class Catalog:
    """All saved queries, what-ifs and actions by name, in the order of their names.

    Iterating gives the saved queries, ``what_ifs`` and ``actions`` the others, ``every`` all.
    """

    def __init__(self, saved: Mapping[str, SavedQuery]) -> None:
        self._saved = dict(sorted(saved.items()))
        self.every = tuple(self._saved.values())
        self.what_ifs = tuple(one for one in self.every if one.kind == WHAT_IF)
        self.actions = tuple(one for one in self.every if one.kind == ACTION)
        self.offering = {p.suggest for q in self.every for p in q.parameters if p.suggest}
        """The names of those that offer values for parameters."""

    def __iter__(self) -> Iterator[SavedQuery]:
        return (one for one in self.every if one.kind == QUERY)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, name: object) -> bool:
        return name in self._saved

    def __getitem__(self, name: str) -> SavedQuery:
        """The query, what-if or action of that name; raises ``NotFound`` with the nearest names."""
        if name in self._saved:
            return self._saved[name]
        raise self._unknown(name, list(self._saved), QUERY)

    def of(self, kind: str, name: str) -> SavedQuery:
        """As above, of one kind only."""
        if name in self._saved and self._saved[name].kind == kind:
            return self._saved[name]
        raise self._unknown(name, [one.name for one in self.every if one.kind == kind], kind)

    def at(self, folder: str, name: str) -> SavedQuery:
        """As above, by the address: ``queries`` or ``what-if``, and the name."""
        return self.of(next(kind for kind, known in FOLDERS.items() if known == folder), name)

    def _unknown(self, name: str, known: list[str], kind: str) -> NotFound:
        near = difflib.get_close_matches(name, known, 3, 0.4)
        called = KIND_NAMES[kind]
        text = Text(
            f"There is no {called.en} {name[:80]!r}", f"没有名为 {name[:80]!r} 的{called.zh}"
        )
        return NotFound(text, nearest=near)


def read_catalog(
    folder: Path = CYPHER / FOLDERS[QUERY],
    what_ifs: Path | None = None,
    actions: Path | None = None,
) -> Catalog:
    """Reads every ``.cypher`` file; raises ``FaultyCatalog`` with the faults of all.

    Saved queries are in ``folder``; the others by default in ``what-if`` and ``actions`` beside it.
    """
    faults: list[Fault] = []
    saved: dict[str, SavedQuery] = {}
    places = {QUERY: folder, WHAT_IF: what_ifs, ACTION: actions}
    for kind, place in places.items():
        for path in sorted((place or folder.parent / FOLDERS[kind]).glob("*.cypher")):
            found: list[Fault] = []
            one = _read(path, found, kind)
            if path.stem in saved:
                other = saved[path.stem].path.parent.name
                text = Text(f"{other} has this name already", f"{other} 中已有同名文件")
                found.append(Fault(text, f"{path.name}:1"))
            if one and not found:
                saved[one.name] = one
            faults += found
    if not faults:
        faults = [fault for one in saved.values() for fault in _offers(one, saved)]
    if faults:
        raise FaultyCatalog(Text("Saved queries have faults", "查询文件有误"), faults)
    return Catalog(saved)


def _read(path: Path, faults: list[Fault], kind: str) -> SavedQuery | None:
    """One file; what is wrong with it is added to ``faults``."""
    read = read_file(path, faults, changes=kind != QUERY)
    if read is None:
        return None
    if kind == ACTION and read.header.get("derives") == "losses":
        read.wrong("derives", "losses are never kept: readiness", "损失不作保存，应为 readiness")
    (change_line, change), (line, statement) = read.statements
    one = SavedQuery(
        path.stem,
        path,
        read.title,
        read.about,
        read.header["result"],
        read.parameters,
        read.columns,
        dict(read.header["example"] or {}),
        statement,
        line,
        read.header.get("bloom"),
        int(read.header.get("limit") or 1000),
        float(read.header.get("timeout") or 5),
        change,
        change_line,
        read.header.get("derives") or "",
        read.refuses,
        kind,
    )
    if not faults:
        try:
            one.arguments(one.example)
        except Exception as error:
            read.wrong("example", f"cannot be used: {error}", f"无法使用：{error}")
    return one


def _offers(one: SavedQuery, saved: Mapping[str, SavedQuery]) -> Iterator[Fault]:
    """Faults of those parameters whose values nothing can offer."""
    for parameter in one.parameters:
        name = parameter.suggest
        offering = saved.get(name or "")
        if not name or (offering and "text" in {p.name for p in offering.parameters}):
            continue
        text = Text(
            f"parameter {parameter.name}: suggest names no saved query with a parameter text:"
            f" {name}",
            f"参数 {parameter.name}：suggest 所指查询不存在或没有 text 参数：{name}",
        )
        yield Fault(text, f"{one.path.name}:1")
