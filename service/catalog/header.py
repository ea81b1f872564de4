"""One file of the catalogue: a ``//`` title, one block comment of YAML, then Cypher.

A saved query has one statement, a what-if or an action two with a line between them that holds only
``;``: the change, then the answer.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from service.catalog.parameters import KEYWORDS, TYPES, Column, Parameter
from service.errors import Fault
from service.language import Text

FILE = re.compile(
    r"\A//[ ]*(?P<title>[^\n]+)\n+/\*[ ]*\n(?P<header>.*?)\n\*/[ ]*\n(?P<statement>.*)\Z", re.S
)
BETWEEN = re.compile(r"^[ \t]*;[ \t]*$", re.M)
"""What separates the two statements of a what-if or an action."""

NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
RESULTS = ("table", "graph", "value", "chart")
INJECTED_AFTER_CHANGE: Mapping[str, tuple[str, ...]] = {"readiness": ("changed",), "losses": ()}
"""What a change may have derived again, and the parameters that its answer is given by that."""

INJECTED_BY_TRIALS: Mapping[str, tuple[str, ...]] = {
    "alternatives": ("found",),
    "unblocking": ("found",),
}
"""The same for a saved query whose answer rests on trials."""

REQUIRED = {"title", "about", "result", "columns", "example"}
OPTIONAL = {"parameters", "bloom", "limit", "timeout"}
KINDS: dict[str, tuple[tuple[type, ...], Text]] = {
    "parameters": ((dict,), Text("a mapping", "映射")),
    "columns": ((dict,), Text("a mapping", "映射")),
    "example": ((dict,), Text("a mapping", "映射")),
    "refuses": ((dict,), Text("a mapping", "映射")),
    "limit": ((int,), Text("a whole number", "整数")),
    "timeout": ((int, float), Text("a number of seconds", "秒数")),
    "bloom": ((str,), Text("a text", "文本")),
    "result": ((str,), Text("a text", "文本")),
    "derives": ((str,), Text("a text", "文本")),
}
RESERVED = {"lang", "folder", "query", "change", "most"}
"""What an address says beside the parameters, and what a statement is told unasked."""

LIMIT_PARAMETER = "most"
"""How many rows are read at most, null for all: a statement may leave out what nobody sees."""

Wrong = Callable[[str, str, str], None]
"""Told a key of the header and what is wrong with it, in English and in Chinese."""


@dataclass(frozen=True)
class DeclaredRefusal:
    """What a change may refuse: at which parameter, and why."""

    where: str
    text: Text


@dataclass(frozen=True)
class File:
    """A file as it was read; ``statements`` are the change and the answer, each with its line."""

    title: Text
    about: Text
    header: Mapping[str, Any]
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    refuses: Mapping[str, DeclaredRefusal]
    statements: tuple[tuple[int, str], tuple[int, str]]
    wrong: Wrong


def without_comments_and_texts(statement: str) -> str:
    """A statement without its comments and texts, for looking at names in it."""
    pattern = r"//[^\n]*|/\*.*?\*/|'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\""
    return re.sub(pattern, " ", statement, flags=re.S)


def read_file(path: Path, faults: list[Fault], *, changes: bool) -> File | None:
    """One file, with a change in it or not; what is wrong with it is added to ``faults``."""

    def fault(line: int, en: str, zh: str) -> None:
        faults.append(Fault(Text(en, zh), f"{path.name}:{line}"))

    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        fault(1, f"cannot be read: {error}", f"无法读取：{error}")
        return None
    parts = FILE.match(text)
    if parts is None:
        fault(
            1,
            "a // title, then one block comment of YAML, then Cypher is expected",
            "应依次为 // 标题、一个 YAML 块注释、Cypher 语句",
        )
        return None
    header_line = text[: parts.start("header")].count("\n") + 1
    if not NAME.fullmatch(path.stem):
        fault(1, "the name must be kebab-case", "文件名应为短横线小写")
    try:
        header = yaml.safe_load(parts["header"])
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or "?"
        at = header_line + (mark.line if mark else 0)
        fault(at, f"bad YAML: {reason}", f"YAML 有误：{reason}")
        return None
    if not isinstance(header, dict):
        fault(header_line, "the YAML must be a mapping", "YAML 应为映射")
        return None

    def wrong(key: str, en: str, zh: str) -> None:
        place = re.search(rf"^\s*{re.escape(key)}\s*:", parts["header"], re.M)
        offset = parts["header"][: place.start()].count("\n") if place else 0
        if place and place.group().startswith("\n"):
            offset += place.group().count("\n")
        fault(header_line + offset, f"{key}: {en}", f"{key}：{zh}")

    _keys(header, faults, wrong, changes=changes)
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
        if name in RESERVED:
            wrong(name, "is a word of addresses", "为地址保留字")
        if fields:
            parameters.append(Parameter(name, *fields, suggest=given.get("suggest")))
    columns = []
    for name, given in (header["columns"] or {}).items():
        fields = _fields(name, given, wrong, set())
        if fields:
            columns.append(Column(name, *fields))
    declared = {parameter.name for parameter in parameters}
    refuses = _refuses(header.get("refuses") or {}, declared, wrong)
    line = text[: parts.start("statement")].count("\n") + 1
    statements = _statements(parts["statement"], line, changes=changes)
    if statements is None:
        fault(
            line,
            "two statements are expected, the change and the answer, with a line between them that"
            " holds only ;",
            "应有两条语句（改动与结果），其间以仅含 ; 的一行分隔",
        )
        return None
    used: set[str] = set()
    derived = (INJECTED_AFTER_CHANGE if changes else INJECTED_BY_TRIALS).get(
        header.get("derives", ""), ()
    )
    for (at, statement), more in zip(statements, ((), derived), strict=True):
        names = set(re.findall(r"\$([A-Za-z_]\w*)", without_comments_and_texts(statement)))
        used |= names
        for name in sorted(names - declared - {*more, LIMIT_PARAMETER}):
            fault(
                at + _line_of(statement, f"${name}"), f"${name} is not declared", f"${name} 未声明"
            )
    # what seeks by trials may use a parameter there only
    for name in sorted(declared - used) if header.get("derives") not in INJECTED_BY_TRIALS else ():
        wrong(name, "is declared but not used", "已声明但未使用")
    return File(title, about, header, tuple(parameters), tuple(columns), refuses, statements, wrong)


def _keys(header: Mapping[str, Any], faults: list[Fault], wrong: Wrong, *, changes: bool) -> None:
    """Which keys there are, and of what kind."""
    required = REQUIRED | ({"derives"} if changes else set())
    known = required | OPTIONAL | ({"refuses"} if changes else {"derives"})
    for key in sorted(required - header.keys()):
        wrong(key, "is missing", "缺失")
    for key in sorted(map(str, header.keys() - known)):
        names = ", ".join(sorted(known))
        wrong(key, f"is unknown; known: {names}", f"未知；可用：{names}")
    for key, (kinds, expected) in KINDS.items():
        if not faults and header.get(key) is not None and not isinstance(header[key], kinds):
            wrong(key, f"{expected.en} is expected", f"应为{expected.zh}")
    may = INJECTED_AFTER_CHANGE if changes else INJECTED_BY_TRIALS
    if not faults and header.get("derives", next(iter(may))) not in may:
        wrong("derives", f"one of {', '.join(may)}", f"应为 {'、'.join(may)} 之一")


def _statements(
    text: str, line: int, *, changes: bool
) -> tuple[tuple[int, str], tuple[int, str]] | None:
    """The change, blank for a saved query, and the answer, each with its first line."""
    if not changes:
        return (0, ""), (line, text.strip())
    parts = BETWEEN.split(text)
    if len(parts) != 2 or not all(without_comments_and_texts(part).strip() for part in parts):
        return None
    between = line + parts[0].count("\n")
    change, answer = (part.strip() for part in parts)
    return (line, change), (between + 1, answer)


def _refuses(
    given: Mapping[str, Any], declared: set[str], wrong: Wrong
) -> dict[str, DeclaredRefusal]:
    """What a change may refuse, each with the parameter at fault and its words."""
    refuses = {}
    for name, one in given.items():
        where = one.get("where") if isinstance(one, dict) else None
        text = _text({key: one[key] for key in one if key != "where"}) if where else None
        if where not in declared or text is None:
            wrong(
                str(name),
                "needs where (a parameter), en and zh",
                "须有 where（参数名）、en 和 zh",
            )
        else:
            refuses[str(name)] = DeclaredRefusal(str(where), text)
    return refuses


def _line_of(statement: str, word: str) -> int:
    return statement[: statement.find(word)].count("\n") if word in statement else 0


def _text(given: Any) -> Text | None:
    if isinstance(given, dict) and given.keys() == {"en", "zh"} and all(given.values()):
        return Text(str(given["en"]), str(given["zh"]))
    return None


def _fields(
    name: str, given: Any, wrong: Wrong, more: set[str]
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
