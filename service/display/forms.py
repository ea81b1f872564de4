"""The form of a saved query: one field for each parameter, filled with what was given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.catalog.catalog import SavedQuery
from service.catalog.parameters import Parameter
from service.display.labels import NO, YES, Named, word
from service.display.view import (
    COLUMNS,
    FILTER,
    FROM,
    OF_PAGES,
    ROWS,
    SIZE,
    SORT,
    columns_by_name,
)
from service.errors import Fault
from service.language import Language, Text, joined
from service.model.tables import ID_PREFIXES, THINGS
from service.serialization import to_cell

ANY = Text("any", "不限")

LINES = 500
"""Characters: a text that may have as many is entered in lines."""

PLAIN = {"pattern", "format"}
"""What makes a text one line all the same."""

OF_VIEW = {
    SORT: Text("Sorted by", "排序"),
    COLUMNS: Text("Columns", "显示列"),
    FROM: Text("From row", "起始行"),
    SIZE: Text("Rows on the page", "每页行数"),
    ROWS: Text("Look of rows", "行样式"),
}
"""What the parameters are called by which a table is looked at."""

Called = Mapping[str, Sequence[str]]
"""How people call the things whose ids were given, by parameter, in order."""


@dataclass(frozen=True)
class Field:
    """One field: ``kind`` is select, number, date, text or lines (a text of several); ``step`` and
    bounds are for numbers."""

    parameter: Parameter
    label: str
    kind: str
    value: str
    options: tuple[tuple[str, str], ...] = ()
    step: str = ""
    hint: str = ""
    fault: str = ""
    called: tuple[str, ...] = ()
    """How people call the things whose ids stand in the field."""
    number: int = 0
    """Which of several fields of one name it is."""

    @property
    def name(self) -> str:
        return self.parameter.name


def fields(
    query: SavedQuery,
    given: Mapping[str, Any],
    faults: Sequence[Fault],
    called: Called,
    language: Language,
) -> list[Field]:
    """The fields of ``query``; ``called`` names what the ids given stand for, by parameter."""
    found: dict[str, str] = {}
    for fault in faults:
        text = fault.text.to(language)
        if fault.value and given.get(fault.where) != fault.value:
            text = f"{fault.value}: {text}"  # one of several in the field
        found[fault.where] = f"{found[fault.where]}; {text}" if fault.where in found else text
    return [
        _field(
            parameter,
            given.get(parameter.name),
            found.get(parameter.name, ""),
            called.get(parameter.name, ()),
            language,
        )
        for parameter in query.parameters
    ]


def view_fields(
    query: SavedQuery,
    view: Mapping[str, Sequence[str]],
    faults: Sequence[Fault],
    language: Language,
) -> tuple[list[Field], list[tuple[str, str]]]:
    """How a table was to be looked at, where that is refused: a field for each value that is wrong,
    and the names and values of all others, to be kept."""
    known = {f"{FILTER}{name}": column for name, column in columns_by_name(query.columns).items()}
    fields: list[Field] = []
    kept = []
    for name, values in view.items():
        if name in known:
            of = known[name].label
            called = Text(f"Filter: {of.en}", f"筛选：{of.zh}")
        elif name in OF_PAGES:
            called = OF_VIEW[name]
        else:
            continue
        parameter = Parameter(name, {"type": "string", "default": None}, called)
        told = {fault.value: fault for fault in faults if fault.where == name}
        for value in filter(None, values):
            fault = told.get(value) or (None if name in known else next(iter(told.values()), None))
            if fault is None:
                kept.append((name, value))
                continue
            text = fault.text.to(language)
            label, number = called.to(language), len(fields)
            fields.append(Field(parameter, label, "text", value, fault=text, number=number))
    return fields, kept


def loose(query: SavedQuery, faults: Sequence[Fault]) -> list[Fault]:
    """The faults that stand beside no field."""
    declared = {parameter.name for parameter in query.parameters}
    return [fault for fault in faults if fault.where not in declared]


def only_missing(query: SavedQuery, given: Mapping[str, Any], faults: Sequence[Fault]) -> bool:
    """Whether nothing is wrong but that required parameters were not given yet."""
    required = {parameter.name for parameter in query.parameters if parameter.required}
    return all(fault.where in required and not given.get(fault.where) for fault in faults)


def called(
    query: SavedQuery, arguments: Mapping[str, Any], language: Language, named: Named
) -> dict[str, list[str]]:
    """The names of the things that are given, by parameter."""
    given = {}
    for parameter in query.parameters:
        value = arguments.get(parameter.name)
        kind = (parameter.suggest or "").removesuffix("s")
        if kind in THINGS and value:
            given[parameter.name] = (
                THINGS[kind].label,
                value if isinstance(value, list) else [value],
            )
    ids: dict[str, set[str]] = {}
    for label, several in given.values():
        ids.setdefault(label, set()).update(several)
    names = named(ids) if ids else {}
    return {
        name: [
            names[key].to(language) if (key := ID_PREFIXES[label] + id) in names else id
            for id in several
        ]
        for name, (label, several) in given.items()
    }


def scope(
    query: SavedQuery, arguments: Mapping[str, Any], called: Called, language: Language
) -> list[tuple[str, str]]:
    """What an answer is about: the label and the value in words of each parameter that is set."""
    pairs = []
    for parameter in query.parameters:
        value = arguments.get(parameter.name)
        if value is None or value == []:
            continue
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        text = word(parameter.words_with(arguments), value, language).replace(";", ", ")
        names = called.get(parameter.name, ())
        name = joined(names).to(language)
        both = Text(f"{name} ({text})", f"{name}（{text}）").to(language)
        shown = both if name and name != text else text
        pairs.append((parameter.label.to(language), shown))
    return pairs


def _field(
    parameter: Parameter, given: Any, fault: str, called: Sequence[str], language: Language
) -> Field:
    schema = parameter.schema
    value = schema.get("default") if given is None or given == "" else given
    text = _written(value)
    options: tuple[tuple[str, str], ...] = ()
    step = hint = ""
    if "enum" in schema:
        kind = "select"
        choices = (choice for choice in schema["enum"] if choice is not None)
        options = tuple((str(c), word(parameter.words, c, language)) for c in choices)
    elif parameter.type == "boolean":
        kind = "select"
        options = (("true", YES.to(language)), ("false", NO.to(language)))
    elif parameter.type in ("integer", "number"):
        kind = "number"
        step = "1" if parameter.type == "integer" else "any"
    elif schema.get("format") == "date":
        kind = "date"
    elif (
        parameter.type == "string" and schema.get("maxLength", 0) >= LINES and not PLAIN & {*schema}
    ):
        kind = "lines"
    else:
        kind = "text"
        if parameter.type == "array":
            hint = Text("several, with commas between", "多个值以逗号分隔").to(language)
    if kind == "select" and schema.get("default") is None:
        first = "" if parameter.required else ANY.to(language)
        options = (("", first), *options)
    elif kind != "select" and not parameter.required and schema["default"] is None:
        hint = hint or Text("optional", "选填").to(language)
    label = parameter.label.to(language)
    return Field(parameter, label, kind, text, options, step, hint, fault, tuple(called))


def _written(value: Any) -> str:
    """A value as it stands in an address."""
    if isinstance(value, list):
        return ",".join(_written(item) for item in value)
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(to_cell(value))
