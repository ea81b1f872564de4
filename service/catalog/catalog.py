"""The catalogue: the files in ``cypher/queries/``, ``what-if/`` and ``actions/``, read and served.

One file is one saved query, what-if or action; nothing else has to be touched to add one. All
faults of all files are reported together.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from service.catalog.fields import (
    COLUMNS_FILE,
    Definitions,
    names_in,
    read_definitions,
    unknown_name,
)
from service.catalog.groups import Group, read_groups
from service.catalog.header import read_file
from service.catalog.header_keys import (
    ACTION,
    CHANGE_TIMEOUT,
    DEFAULT_LIMIT,
    DEFAULT_TIMEOUT,
    PAGE_LIMIT,
    QUERY,
    WHAT_IF,
)
from service.catalog.names import FOLDERS
from service.catalog.parameters import OWNED_BY
from service.catalog.saved_query import Catalog, SavedQuery
from service.errors import Fault, FaultyCatalog, InvalidParameter
from service.language import Text
from service.statements import CYPHER

__all__ = [
    "ACTION",
    "FOLDERS",
    "QUERY",
    "WHAT_IF",
    "Catalog",
    "SavedQuery",
    "read_catalog",
    "read_on_demand",
]

DEFAULT_GROUPS = {QUERY: "more", WHAT_IF: "what-if", ACTION: "action"}
"""Where those are listed whose header names no group."""

MAX_OWN_LIMIT, MAX_OWN_TIMEOUT = 10_000, 30
"""Rows and seconds of one answer at most, of a query that did not come with Tongbu."""

HEADER_BEGINS = "\n/*\n"

FAULTS = Text("Saved queries have faults", "查询文件有误")


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
    definitions, groups = _read_shared(shared)
    saved: dict[str, SavedQuery] = {}
    places = {QUERY: folder, WHAT_IF: what_ifs, ACTION: actions}
    for kind, place in places.items():
        for path in sorted((place or folder.parent / FOLDERS[kind]).glob("*.cypher")):
            if not path.stem.startswith(prefix):
                continue
            found: list[Fault] = []
            one = _read(path, found, kind, definitions, groups, check_examples)
            if path.stem in saved:
                found.append(_same_name(path, saved[path.stem].path))
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


def read_tables(folder: Path, *, shared: Path = CYPHER) -> dict[str, SavedQuery]:
    """What stands in ``folder`` with a header and is asked by nobody alone: tables of other
    answers, by name. Statements without a header are passed over."""
    definitions, groups = _read_shared(shared)
    faults: list[Fault] = []
    read = [
        _read(path, faults, QUERY, definitions, groups, check_example=True)
        for path in sorted(folder.glob("*.cypher"))
        if HEADER_BEGINS in path.read_text(encoding="utf-8")
    ]
    if faults:
        raise FaultyCatalog(FAULTS, faults)
    return {one.name: one for one in read if one}


def read_own(
    paths: Sequence[Path], built_in: Catalog, *, shared: Path = CYPHER
) -> tuple[list[SavedQuery], dict[str, list[Fault]]]:
    """Saved queries of one's own, to stand beside the ``built_in`` ones: those without faults, and
    by file name the faults of the others."""
    definitions, groups = _read_shared(shared)
    queries: list[SavedQuery] = []
    faults: dict[str, list[Fault]] = {}
    for path in paths:
        found: list[Fault] = []
        one = _read(path, found, QUERY, definitions, groups, check_example=True)
        if path.stem in built_in:
            found.append(_same_name(path, built_in[path.stem].path))
        if one and not found:
            known = {query.name: query for query in (*built_in.every, one)}
            found = [*_suggested(one, known), *_named(one, known), *_own_limits(one)]
        if found:
            faults[path.name] = found
        elif one:
            queries.append(one)
    return queries, faults


def _own_limits(one: SavedQuery) -> Iterator[Fault]:
    """Faults of what only the built-in ones may have: trials, more rows and time than others."""
    where = f"{one.path.name}:1"
    if one.derives:
        yield Fault(Text("derives: only built-in queries", "derives 仅供内置查询"), where)
    if one.limit > MAX_OWN_LIMIT:
        yield Fault(Text(f"limit: at most {MAX_OWN_LIMIT}", f"limit 至多 {MAX_OWN_LIMIT}"), where)
    if one.timeout > MAX_OWN_TIMEOUT:
        yield Fault(
            Text(f"timeout: at most {MAX_OWN_TIMEOUT} s", f"timeout 至多 {MAX_OWN_TIMEOUT} 秒"),
            where,
        )


def read_on_demand(folder: Path = CYPHER, own: Path | None = None) -> Catalog:
    """The same catalogue, each file read when it is asked for: for who asks one thing and ends.

    A file with faults is told when it is asked for, as ``FaultyCatalog``, and stops nothing else;
    examples, and whether what is suggested exists, are not checked. What looks at all files reads
    all. ``own`` is a folder of further saved queries.
    """
    definitions, groups = _read_shared(folder)
    return Catalog(_Files(folder, own, definitions, groups), groups)


class _Files(Mapping[str, SavedQuery]):
    """What is saved in a folder by name, read when it is asked for."""

    def __init__(
        self, folder: Path, own: Path | None, definitions: Definitions, groups: Sequence[Group]
    ) -> None:
        self._shared = definitions, groups
        self._read: dict[str, SavedQuery] = {}
        self._paths: dict[str, list[tuple[str, Path]]] = {}
        for kind, place in FOLDERS.items():
            for path in (folder / place).glob("*.cypher"):
                self._paths.setdefault(path.stem, []).append((kind, path))
        for path in own.glob("*.cypher") if own else ():
            self._paths.setdefault(path.stem, [(QUERY, path)])

    def __getitem__(self, name: str) -> SavedQuery:
        if name not in self._read:
            (kind, path), *others = self._paths[name]
            faults = [_same_name(other, path) for _, other in others]
            one = _read(path, faults, kind, *self._shared, check_example=False)
            if one is None or faults:
                raise FaultyCatalog(FAULTS, faults)
            self._read[name] = one
        return self._read[name]

    def __contains__(self, name: object) -> bool:
        return name in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def _read_shared(folder: Path) -> tuple[Definitions, list[Group]]:
    """What all files share; raises ``FaultyCatalog`` with the faults of both."""
    faults: list[Fault] = []
    definitions = read_definitions(folder / COLUMNS_FILE, faults)
    groups = read_groups(folder / "groups.yaml", faults)
    if faults:  # every header that names a column would have a fault of its own
        raise FaultyCatalog(FAULTS, faults)
    return definitions, groups


def _same_name(path: Path, other: Path) -> Fault:
    place = other.parent.name
    text = Text(f"{place} has this name already", f"{place} 中已有同名文件")
    return Fault(text, f"{path.name}:1")


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
        read.empty,
        _page_limit(header, kind),
        names_in(header.get("whose") or OWNED_BY) if kind == ACTION else (),
        read.asked,
        read.digest,
    )
    if check_example and not faults:
        try:
            one.arguments(one.example)
        except InvalidParameter as error:
            read.report(["example"], *_cannot_be_used(error))
    return one


def _page_limit(header: Mapping[str, Any], kind: str) -> int:
    """What is drawn, or sought by trials, is bounded alike for everybody."""
    bounded = header["result"] != "table" or (kind == QUERY and header.get("derives"))
    return int(header.get("limit") or (DEFAULT_LIMIT if bounded else PAGE_LIMIT))


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
    yield from _owned(one)
    yield from _read_by(one)


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


def _owned(one: SavedQuery) -> Iterator[Fault]:
    """Faults of what says whose something is: columns with ids, parameters that stand for things;
    a query without the usual column tells service teams of nobody."""
    links = {column.name: column.links for column in one.columns}
    things = {parameter.name: parameter.suggest for parameter in one.parameters}
    wrong = {name for column in one.columns for name in column.whose if not links.get(name)}
    wrong = {*(wrong - {OWNED_BY}), *(name for name in one.whose if not things.get(name))}
    for name in sorted(wrong):
        text = Text(
            f"whose: {name} is no column, or of an action parameter, of the ids of things",
            f"whose：{name} 不是对象编号列（登记操作则为参数）",
        )
        yield Fault(text, f"{one.path.name}:1")


def _read_by(one: SavedQuery) -> Iterator[Fault]:
    """Faults of columns whose values are read by those of another one, which is not there."""
    known = {column.name for column in one.columns}
    for column in one.columns:
        of = column.blank_is_never
        for key, name in (("blank_is_never", of), ("fact_in", column.fact_in)):
            if not isinstance(name, str) or name in known or not name:
                continue
            text = Text(
                f"{column.name}: {key}: there is no column {name}",
                f"{column.name}：{key}：没有 {name} 列",
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
