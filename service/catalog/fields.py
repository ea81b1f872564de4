"""Parameters, columns and the words for their codes, as headers and ``columns.yaml`` give them."""

import difflib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from service.catalog import header_keys, yaml_text
from service.catalog.header_keys import FORECASTS, TELEPHONE
from service.catalog.parameters import KEYWORDS, OWNED_BY, TYPES, Column, Parameter
from service.errors import Fault
from service.language import Text
from service.model.industries import IndustryWords
from service.model.places import PlaceWords
from service.model.tables import THINGS
from service.statements import CYPHER

Given = Mapping[str, Any]

Report = Callable[[Sequence[str], str, str], None]
"""Told where a key stands, by the keys above it and its own, and what is wrong with it."""

COLUMNS_FILE = "columns.yaml"

COLUMNS, PARAMETERS, WORDS = "columns", "parameters", "words"

BUILT_IN_WORDS: Mapping[str, Mapping[str, Text]] = {
    "place": PlaceWords(),
    "industry": IndustryWords(),
}
"""Lists of words that are too long for ``columns.yaml``."""

COLUMN_KEYS = {key.name: key for key in header_keys.COLUMN}
PARAMETER_KEYS = {key.name: key for key in header_keys.PARAMETER}


@dataclass(frozen=True)
class Definitions:
    """What several headers share: columns, parameters and lists of words, each by its name."""

    columns: Mapping[str, Given] = field(default_factory=dict)
    parameters: Mapping[str, Given] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)


def read_definitions(path: Path, faults: list[Fault]) -> Definitions:
    """``columns.yaml``; what is wrong with it is added to ``faults``."""
    given, report = read_yaml(path, faults)
    for key in given.keys() - {COLUMNS, PARAMETERS, WORDS}:
        report((key,), "is unknown", "未知")
    sections: dict[str, Mapping[str, Any]] = {}
    for name in (COLUMNS, PARAMETERS, WORDS):
        one = given.get(name) or {}
        sections[name] = one if isinstance(one, dict) else {}
        if sections[name] is not one:
            report((name,), "a mapping is expected", "应为映射")
    words = {}
    for name, codes in sections[WORDS].items():
        words[name] = read_words(codes, (WORDS, name), Definitions(), report)
    words |= BUILT_IN_WORDS
    shared = Definitions({}, {}, words)
    for name, one in sections[COLUMNS].items():
        read_column(str(name), one, shared, report)
    for name, one in sections[PARAMETERS].items():
        read_parameter(str(name), one, shared, report)
    return Definitions(sections[COLUMNS], sections[PARAMETERS], words)


@cache
def shared_words(name: str) -> Mapping[str, Text]:
    """One of the lists of words of ``columns.yaml``."""
    return read_definitions(CYPHER / COLUMNS_FILE, []).words[name]


def read_yaml(path: Path, faults: list[Fault]) -> tuple[dict[str, Any], Report]:
    """A file that is a mapping, empty where it cannot be read, and where to tell its faults."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        faults.append(Fault(Text(f"cannot be read: {error}", f"无法读取：{error}"), path.name))
        return {}, reporting("", path.name, 1, faults)
    given = parse_yaml(text, path.name, 1, faults)
    return given or {}, reporting(text, path.name, 1, faults)


def parse_yaml(text: str, name: str, line: int, faults: list[Fault]) -> dict[str, Any] | None:
    """A mapping; ``line`` is that of the file ``name`` on which ``text`` begins."""
    try:
        given = yaml_text.load(text)
    except yaml.YAMLError as error:
        place, reason = yaml_text.reason(error)
        told = Text(f"bad YAML: {reason}", f"YAML 有误：{reason}")
        faults.append(Fault(told, f"{name}:{line + place}"))
        return None
    if not isinstance(given, dict):
        told = Text("the YAML must be a mapping", "YAML 应为映射")
        faults.append(Fault(told, f"{name}:{line}"))
        return None
    return given


def reporting(text: str, name: str, line: int, faults: list[Fault]) -> Report:
    """Adds faults of the YAML ``text``, which begins on a ``line`` of the file ``name``."""

    def report(path: Sequence[str], en: str, zh: str) -> None:
        key = path[-1]
        told = Text(f"{key}: {en}", f"{key}：{zh}")
        faults.append(Fault(told, f"{name}:{line + yaml_text.line_of(text, path)}"))

    return report


def read_text(given: Any) -> Text | None:
    """``{en, zh}`` as a text in both languages."""
    if isinstance(given, dict) and given.keys() == {"en", "zh"} and all(given.values()):
        return Text(str(given["en"]), str(given["zh"]))
    return None


def read_column(name: str, given: Any, shared: Definitions, report: Report) -> Column | None:
    """One column; ``None`` where it is faulty, which was reported then."""
    path = (COLUMNS, name)
    read = _read(path, given, shared.columns, COLUMN_KEYS, report)
    if read is None:
        return None
    schema, label, more = read
    if not _one_of(more.get("links"), (*THINGS, TELEPHONE), path, "links", report):
        return None
    if not _one_of(more.get("forecast"), FORECASTS, path, "forecast", report):
        return None
    of = names_in(more.get("of") or ())
    if not all(_one_of(kind, THINGS, path, "of", report) for kind in of):
        return None
    return Column(
        name,
        schema,
        label,
        links=more.get("links") or "",
        personal=bool(more.get("personal")),
        whose=names_in(more.get("whose") or OWNED_BY) if more.get("personal") else (),
        words=_words(more, schema, path, shared, report),
        words_by=_words_by(more, path, shared, report),
        of=of,
        forecast=more.get("forecast") or "",
        blank_is_never=more.get("blank_is_never") or False,
        fact_in=more.get("fact_in") or "",
        optional=bool(more.get("optional")),
        once=bool(more.get("once")),
        facet=bool(more.get("facet")),
        sum=bool(more.get("sum")),
    )


def names_in(given: str | Sequence[Any]) -> tuple[str, ...]:
    """One name, or several."""
    return (given,) if isinstance(given, str) else tuple(map(str, given))


def read_parameter(name: str, given: Any, shared: Definitions, report: Report) -> Parameter | None:
    """One parameter; ``None`` where it is faulty, which was reported then."""
    path = (PARAMETERS, name)
    read = _read(path, given, shared.parameters, PARAMETER_KEYS, report)
    if read is None:
        return None
    schema, label, more = read
    if not _one_of(more.get("offered_on"), THINGS, path, "offered_on", report):
        return None
    return Parameter(
        name,
        schema,
        label,
        more.get("suggest"),
        words=_words(more, schema, path, shared, report),
        words_by=_words_by(more, path, shared, report),
        offered_on=more.get("offered_on") or "",
    )


def read_words(
    given: Any, path: Sequence[str], shared: Definitions, report: Report
) -> Mapping[str, Text]:
    """Words by their codes: given, or a shared list by its name."""
    if given is None:
        return {}
    if isinstance(given, str):
        if given not in shared.words:
            report(path, *unknown_name(given, shared.words))
        return shared.words.get(given, {})
    words = {}
    for code, text in given.items() if isinstance(given, dict) else ():
        known = read_text(text)
        if known is None:
            report((*path, str(code)), "needs en and zh", "须有 en 和 zh")
        else:
            words[str(code)] = known
    return words


def _words_by(
    more: Given, path: Sequence[str], shared: Definitions, report: Report
) -> Mapping[str, Mapping[str, Text]]:
    """Lists of words by the value of the parameter ``GROUPING``."""
    return {
        str(value): read_words(words, (*path, "words_by", str(value)), shared, report)
        for value, words in (more.get("words_by") or {}).items()
    }


def _words(
    more: Given, schema: Given, path: Sequence[str], shared: Definitions, report: Report
) -> Mapping[str, Text]:
    words = read_words(more.get("words"), (*path, "words"), shared, report)
    lacking = [str(code) for code in schema.get("enum", ()) if code is not None]
    lacking = [code for code in lacking if words and code not in words]
    if lacking:
        names = ", ".join(lacking)
        report((*path, "words"), f"has no word for {names}", f"缺少 {names} 的文字")
    return words


def _read(
    path: Sequence[str], given: Any, known: Mapping[str, Given], keys: Given, report: Report
) -> tuple[dict[str, Any], Text, Given] | None:
    """The JSON Schema, the label and the other keys of a parameter or column."""
    name = path[-1]
    given = {} if given is None else given
    if not isinstance(given, dict):
        report(path, "a mapping is expected", "应为映射")
        return None
    if "type" not in given and name not in known:
        near = difflib.get_close_matches(name, known, 3, 0.5)
        types = ", ".join(sorted(TYPES))
        en = f"needs a type ({types}), for columns.yaml does not define it"
        zh = f"须有 type（{types}），columns.yaml 未定义此名"
        if near:
            en, zh = f"{en}; near: {', '.join(near)}", f"{zh}；相近：{'、'.join(near)}"
        report(path, en, zh)
        return None
    whole = {**_inherited(known.get(name) or {}, given, keys), **given}
    if whole.get("type") not in TYPES:
        report(path, f"needs a type: {', '.join(sorted(TYPES))}", "须有 type")
        return None
    label = read_text(whole.get("label"))
    if label is None:
        report(path, "label needs en and zh", "label 须有 en 和 zh")
        return None
    extra = whole.keys() - KEYWORDS - keys.keys()
    if extra:
        names = sorted(extra)
        report(path, f"unknown keywords: {', '.join(names)}", f"未知关键字：{'、'.join(names)}")
        return None
    more = {key: whole[key] for key in whole if key in keys and key != "label"}
    for key, value in more.items():
        if value is not None and not isinstance(value, keys[key].takes):
            expected = keys[key].expected
            report((*path, key), f"{expected.en} is expected", f"应为{expected.zh}")
            return None
    return {key: whole[key] for key in whole if key in KEYWORDS}, label, more


def _inherited(known: Given, given: Given, keys: Given) -> Given:
    """What a definition adds to ``given``: with a ``type``, no other keyword of a schema."""
    if "type" not in given:
        return known
    return {key: known[key] for key in known if key in keys}


def _one_of(
    value: Any, known: Collection[str], path: Sequence[str], key: str, report: Report
) -> bool:
    if value is None or value in known:
        return True
    report((*path, key), *unknown_name(value, known))
    return False


def unknown_name(value: Any, known: Iterable[str]) -> tuple[str, str]:
    """That ``value`` is none of ``known``, in both languages."""
    names = sorted(known)
    near = difflib.get_close_matches(str(value), names, 3, 0.5) or names
    return (
        f"there is no {value!r}; known: {', '.join(near)}",
        f"没有 {value!r}；可用：{'、'.join(near)}",
    )
