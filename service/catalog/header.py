"""One file of the catalogue: a ``//`` title, one block comment of YAML, then Cypher.

A saved query has one statement, a what-if or an action two with a line between them that holds only
``;``: the change, then the answer. ``header_keys`` lists every key with its meaning and default. A
parameter or column that ``cypher/columns.yaml`` defines may be given by its name alone, or with the
keys that differ; one that gives a ``type`` takes no other keyword of JSON Schema from there.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.catalog.fields import (
    COLUMNS,
    PARAMETERS,
    Definitions,
    Report,
    parse_yaml,
    read_column,
    read_parameter,
    read_text,
    reporting,
    unknown_name,
)
from service.catalog.header_keys import ACTION, CHANGES, RESULTS, WHAT_IF, of_kind
from service.catalog.parameters import Column, Parameter
from service.errors import Fault
from service.language import Text
from service.model.tables import THINGS

FILE = re.compile(
    r"\A//[ ]*(?P<title>[^\n]+)\n+/\*[ ]*\n(?P<header>.*?)\n\*/[ ]*\n(?P<statement>.*)\Z", re.S
)
BETWEEN = re.compile(r"^[ \t]*;[ \t]*$", re.M)
"""What separates the two statements of a what-if or an action."""

NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
INJECTED_AFTER_CHANGE: Mapping[str, tuple[str, ...]] = {"readiness": ("changed",), "losses": ()}
"""What a change may have derived again, and the parameters that its answer is given by that."""

MADE = "made"
"""What the answer of an action is told beside: the ids of what its change says that it made."""

INJECTED_BY_TRIALS: Mapping[str, tuple[str, ...]] = {
    "alternatives": ("found", "buyer", "material"),
    "restart-list": ("found",),
    "scenario": ("found",),
    "unblocking": ("found",),
}
"""The same for a saved query whose answer rests on trials."""

RESERVED = {"lang", "folder", "query", "change", "seen", "most", "spellings"}
"""What an address says beside the parameters, and what a statement is told unasked."""

SAID_ON = "said_on"
"""The parameter that every action has: the day of which a person speaks; blank is the graph's."""

LIMIT_PARAMETER = "most"
"""How many rows are read at most, null for all: a statement may leave out what nobody sees."""

SPELLINGS_PARAMETER = "spellings"
"""Other ways to write the ``text`` by which something is sought, of a statement that ``finds``."""

INJECTED: Mapping[str, Any] = {LIMIT_PARAMETER: None, SPELLINGS_PARAMETER: []}
"""What any statement is told unasked, as it is where all rows are wanted and nothing was typed."""


NAMED = re.compile(r"\$([a-z_]+)")
"""A parameter's name in a sentence by which something is asked."""

IN_WORDS = "_in_words"
"""With a parameter's name before it: its code in Chinese, which the change of an action is told."""

FORESEEN = "foreseen"
"""What the change of an action that ``foresees`` is told: who would be ready on another day."""


@dataclass(frozen=True)
class Remark:
    """What a change may refuse or point out: at which parameter, and why."""

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
    refuses: Mapping[str, Remark]
    notices: Mapping[str, Remark]
    shown_on: Mapping[str, Mapping[str, Any]]
    asked: tuple[str, ...]
    empty: Text | None
    statements: tuple[tuple[int, str], tuple[int, str]]
    report: Report
    digest: str
    """Of all that stands in it."""


def without_comments_and_texts(statement: str) -> str:
    """A statement without its comments and texts, for looking at names in it."""
    pattern = r"//[^\n]*|/\*.*?\*/|'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\""
    return re.sub(pattern, " ", statement, flags=re.S)


def read_file(path: Path, faults: list[Fault], kind: str, shared: Definitions) -> File | None:
    """One file of ``kind``; what is wrong with it is added to ``faults``."""

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
    if not NAME.fullmatch(path.stem):
        fault(1, "the name must be kebab-case", "文件名应为短横线小写")
    header_line = text[: parts.start("header")].count("\n") + 1
    header = parse_yaml(parts["header"], path.name, header_line, faults)
    if header is None:
        return None
    report = reporting(parts["header"], path.name, header_line, faults)
    _check_keys(header, faults, report, kind)
    if faults:
        return None
    title, about = read_text(header["title"]), read_text(header["about"])
    if title is None or about is None:
        report(["title"], "title and about need en and zh", "title 与 about 须有 en 和 zh")
        return None
    if title.en != parts["title"].strip():
        report(["title"], "differs from the // line", "与 // 标题行不一致")
    parameters = []
    for name, given in (header.get(PARAMETERS) or {}).items():
        name = str(name)
        if name in RESERVED or (kind == ACTION and name == SAID_ON):
            report([PARAMETERS, name], "is a word of addresses", "为地址保留字")
        if parameter := read_parameter(name, given, shared, report):
            parameters.append(parameter)
    if kind == ACTION and (parameter := read_parameter(SAID_ON, None, shared, report)):
        parameters.append(parameter)
    columns = []
    for name, given in (header[COLUMNS] or {}).items():
        if column := read_column(str(name), given, shared, report):
            columns.append(column)
    if not faults:
        _check_result(header["result"], columns, report)
    declared = {parameter.name for parameter in parameters}
    refuses, notices = (
        _remarks(key, header.get(key) or {}, declared, report) for key in ("refuses", "notices")
    )
    shown_on = _shown_on(header.get("shown_on") or {}, declared, report)
    suggested = {parameter.name for parameter in parameters if parameter.suggest}
    asked = _asked(header.get("asked") or {}, suggested, report)
    empty = read_text(header.get("empty"))
    if header.get("empty") is not None and empty is None:
        report(["empty"], "needs en and zh", "须有 en 和 zh")
    if header.get("finds") is not None and header["finds"] not in THINGS:
        report(["finds"], *unknown_name(header["finds"], THINGS))
    line = text[: parts.start("statement")].count("\n") + 1
    statements = _statements(parts["statement"], line, changes=kind in CHANGES)
    if statements is None:
        fault(
            line,
            "two statements are expected, the change and the answer, with a line between them that"
            " holds only ;",
            "应有两条语句（改动与结果），其间以仅含 ; 的一行分隔",
        )
        return None
    used: set[str] = set()
    derives = header.get("derives") or ""
    injected = (INJECTED_AFTER_CHANGE if kind in CHANGES else INJECTED_BY_TRIALS).get(derives, ())
    injected = (*injected, MADE) if kind == ACTION else injected
    before = {FORESEEN} if header.get("foresees") else set()
    if kind == ACTION:
        before |= {one.name + IN_WORDS for one in parameters if one.words}
    for (at, statement), more in zip(statements, (before, injected), strict=True):
        names = set(re.findall(r"\$([A-Za-z_]\w*)", without_comments_and_texts(statement)))
        used |= names
        told = {*more, *(INJECTED if header.get("finds") else [LIMIT_PARAMETER])}
        for name in sorted(names - declared - told):
            fault(
                at + _line_of(statement, f"${name}"), f"${name} is not declared", f"${name} 未声明"
            )
    # what seeks by trials may use a parameter there only
    for name in sorted(declared - used - {SAID_ON}) if derives not in INJECTED_BY_TRIALS else ():
        report([PARAMETERS, name], "is declared but not used", "已声明但未使用")
    return File(
        title,
        about,
        header,
        tuple(parameters),
        tuple(columns),
        refuses,
        notices,
        shown_on,
        asked,
        empty,
        statements,
        report,
        hashlib.sha256(text.encode()).hexdigest(),
    )


def _check_keys(header: Mapping[str, Any], faults: list[Fault], report: Report, kind: str) -> None:
    """Which keys there are, and of what kind."""
    known = of_kind(kind)
    for name, key in sorted(known.items()):
        if kind in key.required and name not in header:
            choices = " or ".join(INJECTED_AFTER_CHANGE) if name == "derives" else ""
            report(
                [name],
                f"is missing: {choices}" if choices else "is missing",
                f"缺失，应为 {choices}" if choices else "缺失",
            )
    for name in sorted(map(str, header.keys() - known.keys())):
        names = ", ".join(sorted(known))
        report([name], f"is unknown; known: {names}", f"未知；可用：{names}")
    for name, key in known.items():
        if not faults and header.get(name) is not None and not isinstance(header[name], key.takes):
            report([name], f"{key.expected.en} is expected", f"应为{key.expected.zh}")
    if faults:
        return
    may = INJECTED_AFTER_CHANGE if kind in CHANGES else INJECTED_BY_TRIALS
    if header.get("derives", next(iter(may))) not in may:
        report(["derives"], f"one of {', '.join(may)}", f"应为 {'、'.join(may)} 之一")
    elif kind != WHAT_IF and header.get("derives") == "losses":
        report(["derives"], "losses are never kept: readiness", "损失不作保存，应为 readiness")
    if header["result"] not in RESULTS:
        report(["result"], f"one of {', '.join(RESULTS)}", f"应为 {'、'.join(RESULTS)} 之一")


def _check_result(result: str, columns: list[Column], report: Report) -> None:
    """Whether the columns are such as ``result`` shows."""
    if result == "value" and len(columns) != 1:
        report([COLUMNS], "a value is one column", "value 只能有一列")
    if result == "chart" and (
        len(columns) < 2 or any(one.type not in ("integer", "number") for one in columns[1:])
    ):
        report(
            [COLUMNS],
            "a chart is a column for x, then one or more of numbers",
            "chart 首列为横轴，其后须为一列或多列数字",
        )


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


def _remarks(
    key: str, given: Mapping[str, Any], declared: set[str], report: Report
) -> dict[str, Remark]:
    """What a change may refuse or point out, each with the parameter concerned and its words."""
    remarks = {}
    for name, one in given.items():
        where = one.get("where") if isinstance(one, dict) else None
        text = read_text({key: one[key] for key in one if key != "where"}) if where else None
        if where not in declared or text is None:
            report(
                [key, str(name)],
                "needs where (a parameter), en and zh",
                "须有 where（参数名）、en 和 zh",
            )
        else:
            remarks[str(name)] = Remark(str(where), text)
    return remarks


def _shown_on(
    given: str | Mapping[str, Any], declared: set[str], report: Report
) -> dict[str, Mapping[str, Any]]:
    """The kinds of things on whose pages it is a section, and the arguments beside the id."""
    kinds = {given: None} if isinstance(given, str) else given
    shown: dict[str, Mapping[str, Any]] = {}
    for kind, arguments in kinds.items():
        if kind not in THINGS:
            report(["shown_on"], *unknown_name(kind, THINGS))
        elif not isinstance(arguments, dict | None) or not {kind, *(arguments or {})} <= declared:
            report(
                ["shown_on"],
                f"needs a parameter {kind}, and arguments that are parameters",
                f"须有参数 {kind}，所附参数亦须已声明",
            )
        else:
            shown[kind] = dict(arguments or {})
    return shown


def _asked(given: Mapping[str, Any], suggested: set[str], report: Report) -> tuple[str, ...]:
    """The sentences by which it is asked, of both languages."""
    if not given:
        return ()
    sentences = [given.get(language) for language in ("en", "zh")]
    if given.keys() != {"en", "zh"} or not all(isinstance(some, list) for some in sentences):
        report(["asked"], "needs en and zh, each a list", "须有 en 和 zh，各为列表")
        return ()
    every = tuple(str(one) for some in sentences for one in some or ())
    for sentence in every:
        for name in set(NAMED.findall(sentence)) - suggested:
            report(
                ["asked"],
                f"${name} is no parameter with suggest",
                f"${name} 不是带 suggest 的参数",
            )
    return every


def _line_of(statement: str, word: str) -> int:
    return statement[: statement.find(word)].count("\n") if word in statement else 0
