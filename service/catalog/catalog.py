"""The catalogue: the files in ``cypher/queries/``, ``what-if/`` and ``actions/``, read and served.

One file is one saved query, what-if or action; nothing else has to be touched to add one. All
faults of all files are reported together.
"""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from service.catalog.arguments import read_arguments
from service.catalog.fields import Definitions, read_definitions, unknown_name
from service.catalog.groups import Group, read_groups
from service.catalog.header import Remark, read_file, without_comments_and_texts
from service.catalog.header_keys import (
    ACTION,
    CHANGE_TIMEOUT,
    DEFAULT_LIMIT,
    DEFAULT_TIMEOUT,
    QUERY,
    WHAT_IF,
)
from service.catalog.names import FOLDERS
from service.catalog.parameters import Column, Parameter
from service.errors import Fault, FaultyCatalog, InvalidParameter, NotFound
from service.language import Text
from service.model import derived
from service.statements import CYPHER

__all__ = [
    "ACTION",
    "FOLDERS",
    "QUERY",
    "WHAT_IF",
    "Catalog",
    "SavedQuery",
    "read_catalog",
]

DEFAULT_GROUPS = {QUERY: "more", WHAT_IF: "what-if", ACTION: "action"}
"""Where those are listed whose header names no group."""

FAULTS = Text("Saved queries have faults", "查询文件有误")

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
    limit: int = DEFAULT_LIMIT
    timeout: float = DEFAULT_TIMEOUT
    change: str = ""
    change_line: int = 0
    derives: str = ""
    refuses: Mapping[str, Remark] = field(default_factory=dict)
    """What the change may refuse, by the word that it returns."""
    notices: Mapping[str, Remark] = field(default_factory=dict)
    """What the change may point out, by the word that it returns."""
    foresees: str = ""
    """The what-if that is tried before the change."""
    offers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The actions that each row offers: by parameter the column or parameter that gives it."""
    kind: str = QUERY
    group: str = ""
    order: int | None = None
    """Its place in its group; ``None`` is after all that have one."""
    shown_on: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """The kinds of things on whose pages it is a section, and the arguments beside the id."""
    finds: str = ""
    """The kind of thing that it finds by a ``text``."""

    @property
    def folder(self) -> str:
        """Where its page and its data are found: ``/<folder>/<name>``."""
        return FOLDERS[self.kind]

    @property
    def rests_on_derived(self) -> bool:
        """Whether its answer rests on what the derivation writes."""
        read = re.findall(r"[.:|]\s*(\w+)", without_comments_and_texts(self.statement))
        return bool(self.derives) or not derived.NAMES.isdisjoint(read)

    def arguments(self, given: Mapping[str, Any], *, typed: bool = False) -> dict[str, Any]:
        """Values of all parameters; raises as ``read_arguments``, with every fault."""
        return read_arguments(self.parameters, given, typed=typed)


class Catalog:
    """All saved queries, what-ifs and actions by name, in the order of their names.

    Iterating gives the saved queries, ``what_ifs`` and ``actions`` the others, ``every`` all;
    ``groups`` are those that a newcomer is shown, in order.
    """

    def __init__(self, saved: Mapping[str, SavedQuery], groups: Sequence[Group] = ()) -> None:
        self._saved = dict(sorted(saved.items()))
        self.groups = tuple(groups)
        self.every = tuple(self._saved.values())
        self.what_ifs = tuple(one for one in self.every if one.kind == WHAT_IF)
        self.actions = tuple(one for one in self.every if one.kind == ACTION)
        self.finding = {query.finds: query for query in self.every if query.finds}
        """What finds each kind of thing."""
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

    def of_kind(self, kind: str, name: str) -> SavedQuery:
        """As above, of one kind only."""
        if name in self._saved and self._saved[name].kind == kind:
            return self._saved[name]
        raise self._unknown(name, [one.name for one in self.every if one.kind == kind], kind)

    def by_address(self, folder: str, name: str) -> SavedQuery:
        """As above, by the address: ``queries`` or ``what-if``, and the name."""
        return self.of_kind(next(kind for kind, known in FOLDERS.items() if known == folder), name)

    def grouped(self) -> list[tuple[Text, list[SavedQuery]]]:
        """All of them by group, each once; empty groups are left out."""
        listed = sorted(self.every, key=lambda one: (one.order is None, one.order, one.name))
        groups = [
            (group.title, [one for one in listed if one.group == group.name])
            for group in self.groups
        ]
        return [(title, queries) for title, queries in groups if queries]

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
    *,
    shared: Path = CYPHER,
    check_examples: bool = True,
    prefix: str = "",
) -> Catalog:
    """Reads every ``.cypher`` file; raises ``FaultyCatalog`` with the faults of all.

    Saved queries are in ``folder``; the others by default in ``what-if`` and ``actions`` beside it.
    ``shared`` holds ``columns.yaml`` and ``groups.yaml``. Checking the examples takes longer than
    all the rest; whoever only lists names goes without. With a ``prefix`` only files whose names
    begin with it are read, and what they ``suggest`` of others is not checked.
    """
    faults: list[Fault] = []
    definitions = read_definitions(shared / "columns.yaml", faults)
    groups = read_groups(shared / "groups.yaml", faults)
    if faults:  # every header that names a column would have a fault of its own
        raise FaultyCatalog(FAULTS, faults)
    saved: dict[str, SavedQuery] = {}
    places = {QUERY: folder, WHAT_IF: what_ifs, ACTION: actions}
    for kind, place in places.items():
        for path in sorted((place or folder.parent / FOLDERS[kind]).glob("*.cypher")):
            if not path.stem.startswith(prefix):
                continue
            found: list[Fault] = []
            one = _read(path, found, kind, definitions, groups, check_examples)
            if path.stem in saved:
                other = saved[path.stem].path.parent.name
                text = Text(f"{other} has this name already", f"{other} 中已有同名文件")
                found.append(Fault(text, f"{path.name}:1"))
            if one and not found:
                saved[one.name] = one
            faults += found
    whole = what_ifs is None and actions is None
    if not faults and not prefix:
        faults = [
            fault
            for one in saved.values()
            for fault in (*_suggested(one, saved), *(_named(one, saved) if whole else ()))
        ]
    if faults:
        raise FaultyCatalog(FAULTS, faults)
    return Catalog(saved, groups)


def _read(
    path: Path,
    faults: list[Fault],
    kind: str,
    definitions: Definitions,
    groups: Sequence[Group],
    check_example: bool,
) -> SavedQuery | None:
    """One file; what is wrong with it is added to ``faults``."""
    read = read_file(path, faults, kind, definitions)
    if read is None:
        return None
    (change_line, change), (line, statement) = read.statements
    header = read.header
    group = header.get("group") or DEFAULT_GROUPS[kind]
    names = [one.name for one in groups]
    if group not in names:
        read.report(["group"], *unknown_name(group, names))
    one = SavedQuery(
        path.stem,
        path,
        read.title,
        read.about,
        header["result"],
        read.parameters,
        read.columns,
        dict(header["example"] or {}),
        statement,
        line,
        header.get("bloom"),
        int(header.get("limit") or DEFAULT_LIMIT),
        float(header.get("timeout") or (DEFAULT_TIMEOUT if kind == QUERY else CHANGE_TIMEOUT)),
        change,
        change_line,
        header.get("derives") or "",
        read.refuses,
        read.notices,
        header.get("foresees") or "",
        dict(header.get("offers") or {}),
        kind,
        group,
        header.get("order"),
        read.shown_on,
        header.get("finds") or "",
    )
    if check_example and not faults:
        try:
            one.arguments(one.example)
        except InvalidParameter as error:
            read.report(["example"], *_cannot_be_used(error))
    return one


def _cannot_be_used(error: InvalidParameter) -> tuple[str, str]:
    """Why an example cannot be used, in both languages."""
    en = "; ".join(f"{fault.where}: {fault.text.en}" for fault in error.faults)
    zh = "；".join(f"{fault.where}：{fault.text.zh}" for fault in error.faults)
    return f"cannot be used: {en}", f"无法使用：{zh}"


def _suggested(one: SavedQuery, saved: Mapping[str, SavedQuery]) -> Iterator[Fault]:
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


def _named(one: SavedQuery, saved: Mapping[str, SavedQuery]) -> Iterator[Fault]:
    """Faults of what it names of other files: the what-if it foresees by, the actions it offers."""
    yield from _foresight(one, saved)
    yield from _offered(one, saved)


def _foresight(one: SavedQuery, saved: Mapping[str, SavedQuery]) -> Iterator[Fault]:
    """Faults of what an action foresees: a what-if all of whose parameters are the action's."""
    if not one.foresees:
        return
    what_if = saved.get(one.foresees)
    own = {parameter.name for parameter in one.parameters}
    if (
        what_if
        and what_if.derives == "readiness"
        and own >= {p.name for p in what_if.parameters if p.required}
    ):
        return
    text = Text(
        f"foresees: {one.foresees} is no what-if about readiness whose required parameters are"
        " here, too",
        f"foresees：{one.foresees} 不是必填参数均见于此处、推算复工时间的推演",
    )
    yield Fault(text, f"{one.path.name}:1")


def _offered(one: SavedQuery, saved: Mapping[str, SavedQuery]) -> Iterator[Fault]:
    """Faults of the actions that rows offer: each of what is filled in must be there."""
    known = {column.name for column in one.columns} | {p.name for p in one.parameters}
    for name, filled in one.offers.items():
        action = saved.get(name)
        own = {p.name for p in action.parameters} if action and action.kind == ACTION else set()
        if isinstance(filled, dict) and own >= filled.keys() and known >= {*filled.values()}:
            continue
        text = Text(
            f"offers: {name} is no action, or what is filled in is no parameter of it, or no column"
            " or parameter here",
            f"offers：{name} 不是登记操作，或所填参数、列、参数名有误",
        )
        yield Fault(text, f"{one.path.name}:1")
