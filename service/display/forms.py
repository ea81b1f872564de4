"""The form of a saved query: one field for each parameter, filled with what was given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.catalog.catalog import SavedQuery
from service.catalog.parameters import Parameter
from service.display.labels import NO, YES, word
from service.errors import Fault
from service.language import Language, Text, joined
from service.serialization import to_cell

ANY = Text("any", "不限")

LINES = 500
"""Characters: a text that may have as many is entered in lines."""

PLAIN = {"pattern", "format"}
"""What makes a text one line all the same."""

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


def loose(query: SavedQuery, faults: Sequence[Fault]) -> list[Fault]:
    """The faults that stand beside no field."""
    declared = {parameter.name for parameter in query.parameters}
    return [fault for fault in faults if fault.where not in declared]


def only_missing(query: SavedQuery, given: Mapping[str, Any], faults: Sequence[Fault]) -> bool:
    """Whether nothing is wrong but that required parameters were not given yet."""
    required = {parameter.name for parameter in query.parameters if parameter.required}
    return all(fault.where in required and not given.get(fault.where) for fault in faults)


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
        text = word(parameter.words, value, language).replace(";", ", ")
        names = called.get(parameter.name, ())
        name = joined(names).to(language)
        shown = Text(f"{name} ({text})", f"{name}（{text}）").to(language) if name else text
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
