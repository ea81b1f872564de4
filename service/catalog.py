"""The catalogue: the files in ``cypher/queries/``, read, checked and served.

One file is one saved query: a ``//`` title, one block comment of YAML, then Cypher. Nothing else
has to be touched to add one. All faults of all files are reported together.
"""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from service.errors import Fault, FaultyCatalog, NotFound
from service.language import Text
from service.parameters import KEYWORDS, TYPES, Column, Parameter, read_arguments
from service.statements import CYPHER

FILE = re.compile(
    r"\A//[ ]*(?P<title>[^\n]+)\n+/\*[ ]*\n(?P<header>.*?)\n\*/[ ]*\n(?P<statement>.*)\Z", re.S
)
NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
RESULTS = ("table", "graph", "value", "chart")
REQUIRED = {"title", "about", "result", "columns", "example"}
OPTIONAL = {"parameters", "bloom", "limit", "timeout"}
KINDS: dict[str, tuple[tuple[type, ...], Text]] = {
    "parameters": ((dict,), Text("a mapping", "映射")),
    "columns": ((dict,), Text("a mapping", "映射")),
    "example": ((dict,), Text("a mapping", "映射")),
    "limit": ((int,), Text("a whole number", "整数")),
    "timeout": ((int, float), Text("a number of seconds", "秒数")),
    "bloom": ((str,), Text("a text", "文本")),
    "result": ((str,), Text("a text", "文本")),
}
DERIVED = {
    *("ready_days", "own_days", "runs", "in_flow", "firm", "stuck", "hops"),
    *("stop_days", "stop_material", "gap", "weight", "part", "breaks", "at", "WAITS_FOR"),
}
"""What only the derivation writes; a statement that reads any of it waits for the derivation."""


@dataclass(frozen=True)
class SavedQuery:
    """One saved query as its file says; ``limit`` in rows, ``timeout`` in seconds."""

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

    @property
    def rests_on_derived(self) -> bool:
        """Whether its answer rests on what the derivation writes."""
        read = re.findall(r"[.:|]\s*(\w+)", bare(self.statement))
        return not DERIVED.isdisjoint(read)

    def arguments(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Typed values of all parameters; raises ``WrongParameter`` with every fault."""
        return read_arguments(self.parameters, given)


class Catalog:
    """All saved queries by name, in the order of their names."""

    def __init__(self, queries: Mapping[str, SavedQuery]) -> None:
        self._queries = dict(sorted(queries.items()))

        self.offering = {p.suggest for q in queries.values() for p in q.parameters if p.suggest}
        """The names of those that offer values for parameters."""

    def __iter__(self) -> Iterator[SavedQuery]:
        return iter(self._queries.values())

    def __len__(self) -> int:
        return len(self._queries)

    def __contains__(self, name: object) -> bool:
        return name in self._queries

    def __getitem__(self, name: str) -> SavedQuery:
        """The saved query of that name; raises ``NotFound`` with the nearest names."""
        if name in self._queries:
            return self._queries[name]
        near = difflib.get_close_matches(name, self._queries, 3, 0.4)
        raise NotFound(
            Text(f"There is no saved query {name[:80]!r}", f"没有名为 {name[:80]!r} 的查询"),
            nearest=near,
        )


def read_catalog(folder: Path = CYPHER / "queries") -> Catalog:
    """Reads every ``.cypher`` file in ``folder``; raises ``FaultyCatalog`` with all faults."""
    faults: list[Fault] = []
    queries: dict[str, SavedQuery] = {}
    for path in sorted(folder.glob("*.cypher")):
        found: list[Fault] = []
        query = _read(path, found)
        if query and not found:
            queries[query.name] = query
        faults += found
    for query in queries.values():
        for parameter in query.parameters:
            offering = queries.get(parameter.suggest or "")
            if (
                parameter.suggest
                and not faults
                and (offering is None or "text" not in {p.name for p in offering.parameters})
            ):
                faults.append(
                    _fault(
                        query.path,
                        1,
                        f"parameter {parameter.name}: suggest names no saved query with a"
                        f" parameter text: {parameter.suggest}",
                        f"参数 {parameter.name}：suggest 所指查询不存在或没有 text 参数："
                        f"{parameter.suggest}",
                    )
                )
    if faults:
        raise FaultyCatalog(Text("Saved queries have faults", "查询文件有误"), faults)
    return Catalog(queries)


def bare(statement: str) -> str:
    """A statement without its comments and texts, for looking at names in it."""
    pattern = r"//[^\n]*|/\*.*?\*/|'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\""
    return re.sub(pattern, " ", statement, flags=re.S)


def _fault(path: Path, line: int, en: str, zh: str) -> Fault:
    return Fault(Text(en, zh), f"{path.name}:{line}")


def _read(path: Path, faults: list[Fault]) -> SavedQuery | None:
    """One file as a ``SavedQuery``; what is wrong with it is added to ``faults``."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        faults.append(_fault(path, 1, f"cannot be read: {error}", f"无法读取：{error}"))
        return None
    parts = FILE.match(text)
    if parts is None:
        faults.append(
            _fault(
                path,
                1,
                "a // title, then one block comment of YAML, then Cypher is expected",
                "应依次为 // 标题、一个 YAML 块注释、Cypher 语句",
            )
        )
        return None
    line = text[: parts.start("statement")].count("\n") + 1
    header_line = text[: parts.start("header")].count("\n") + 1
    if not NAME.fullmatch(path.stem):
        faults.append(_fault(path, 1, "the name must be kebab-case", "文件名应为短横线小写"))
    try:
        header = yaml.safe_load(parts["header"])
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        at = header_line + (mark.line if mark else 0)
        reason = getattr(error, "problem", None) or "?"
        faults.append(_fault(path, at, f"bad YAML: {reason}", f"YAML 有误：{reason}"))
        return None
    if not isinstance(header, dict):
        faults.append(_fault(path, header_line, "the YAML must be a mapping", "YAML 应为映射"))
        return None

    def wrong(key: str, en: str, zh: str) -> None:
        pattern = re.compile(rf"^\s*{re.escape(key)}\s*:", re.M)
        place = pattern.search(parts["header"])
        offset = parts["header"][: place.start()].count("\n") if place else 0
        if place and place.group().startswith("\n"):
            offset += place.group().count("\n")
        faults.append(_fault(path, header_line + offset, f"{key}: {en}", f"{key}：{zh}"))

    for key in sorted(REQUIRED - header.keys()):
        wrong(key, "is missing", "缺失")
    for key in sorted(header.keys() - REQUIRED - OPTIONAL):
        known = ", ".join(sorted(REQUIRED | OPTIONAL))
        wrong(str(key), f"is unknown; known: {known}", f"未知；可用：{known}")
    if faults:
        return None
    for key, (kinds, expected) in KINDS.items():
        if header.get(key) is not None and not isinstance(header[key], kinds):
            wrong(key, f"{expected.en} is expected", f"应为{expected.zh}")
    if faults:
        return None
    title, about = _text(header["title"]), _text(header["about"])
    if title is None or about is None:
        wrong("title", "title and about need en and zh", "title 与 about 须有 en 和 zh")
        return None
    if title.en != parts["title"].strip():
        wrong("title", "differs from the // line", "与 // 标题行不一致")
    if header["result"] not in RESULTS:
        wrong("result", f"one of {', '.join(RESULTS)}", f"应为 {'、'.join(RESULTS)} 之一")
    parameters = []
    for name, given in (header.get("parameters") or {}).items():
        fields = _fields(name, given, wrong, {"suggest"})
        if fields:
            parameters.append(Parameter(name, *fields, suggest=given.get("suggest")))
    columns = []
    for name, given in (header["columns"] or {}).items():
        fields = _fields(name, given, wrong, set())
        if fields:
            columns.append(Column(name, *fields))
    statement = parts["statement"].strip()
    declared = {parameter.name for parameter in parameters}
    used = set(re.findall(r"\$([A-Za-z_]\w*)", bare(statement)))
    for name in sorted(used - declared):
        at = line + _line_of(statement, f"${name}")
        faults.append(_fault(path, at, f"${name} is not declared", f"${name} 未声明"))
    for name in sorted(declared - used):
        wrong(name, "is declared but not used", "已声明但未使用")
    query = SavedQuery(
        path.stem,
        path,
        title,
        about,
        header["result"],
        tuple(parameters),
        tuple(columns),
        dict(header["example"] or {}),
        statement,
        line,
        header.get("bloom"),
        int(header.get("limit") or 1000),
        float(header.get("timeout") or 5),
    )
    if not faults:
        try:
            query.arguments(query.example)
        except Exception as error:
            wrong("example", f"cannot be used: {error}", f"无法使用：{error}")
    return query


def _line_of(statement: str, word: str) -> int:
    return statement[: statement.find(word)].count("\n") if word in statement else 0


def _text(given: Any) -> Text | None:
    if isinstance(given, dict) and given.keys() == {"en", "zh"} and all(given.values()):
        return Text(str(given["en"]), str(given["zh"]))
    return None


def _fields(
    name: str, given: Any, wrong: Any, more: set[str]
) -> tuple[dict[str, Any], Text] | None:
    """The JSON Schema and the label of a parameter or column."""
    if not isinstance(given, dict) or given.get("type") not in TYPES:
        wrong(name, f"needs a type: {', '.join(sorted(TYPES))}", "须有 type")
        return None
    label = _text(given.get("label"))
    if label is None:
        wrong(name, "label needs en and zh", "label 须有 en 和 zh")
        return None
    extra = given.keys() - KEYWORDS - {"label"} - more
    if extra:
        wrong(name, f"unknown keywords: {', '.join(extra)}", f"未知关键字：{'、'.join(extra)}")
        return None
    return {key: given[key] for key in given if key in KEYWORDS}, label
