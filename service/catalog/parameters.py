"""Parameters and columns of saved queries: JSON Schema in, typed values out."""

import datetime
import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from service.errors import Fault, InvalidParameter
from service.language import Text

KEYWORDS = {
    "type",
    "format",
    "enum",
    "default",
    "minimum",
    "maximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "items",
    "minItems",
    "maxItems",
    "uniqueItems",
    "description",
    "properties",
}
"""The JSON Schema keywords a header may use."""

TYPES = {"string", "integer", "number", "boolean", "array", "object"}

MAX_TEXT_LENGTH = 200
"""Characters of a text parameter where its schema names no ``maxLength``."""

MAX_NUMBER = 10**15
"""No number of anything here is greater, either way."""

MAX_LIST_LENGTH = 100
"""Values of a list where its schema names no ``maxItems``."""

NUMBER = re.compile(r"[+-]?([0-9]{1,30}(\.[0-9]{0,30})?|\.[0-9]{1,30})(e[+-]?[0-9]{1,3})?", re.I)


@dataclass(frozen=True)
class Column:
    """One column of an answer; ``header_keys.COLUMN`` tells what each key means."""

    name: str
    schema: dict[str, Any]
    label: Text
    links: str = ""
    personal: bool = False
    words: Mapping[str, Text] = field(default_factory=dict)
    forecast: str = ""
    blank_is_never: bool = False

    @property
    def type(self) -> str:
        return str(self.schema["type"])


@dataclass(frozen=True)
class Parameter:
    """One parameter; ``header_keys.PARAMETER`` tells what each key means."""

    name: str
    schema: dict[str, Any]
    label: Text
    suggest: str | None = None
    words: Mapping[str, Text] = field(default_factory=dict)
    offered_on: str = ""

    @property
    def type(self) -> str:
        return str(self.schema["type"])

    @property
    def required(self) -> bool:
        return "default" not in self.schema

    @property
    def may_be_null(self) -> bool:
        return self.schema.get("default", self) is None

    @property
    def may_be_blank(self) -> bool:
        """Whether a blank text is none, and not one of the wrong form."""
        return self.type == "string" and not {"enum", "format", "pattern"} & self.schema.keys()


def read_arguments(
    parameters: Sequence[Parameter], given: Mapping[str, Any], *, typed: bool = False
) -> dict[str, Any]:
    """Typed values of all ``parameters`` from what a caller gave.

    Texts (from an address, a form, a command line) are read by the parameter's type, a list may be
    a text with commas; ``typed`` values, of JSON, must be of that type already. A text that may be
    anything may be blank, and then counts as not given.
    Raises ``InvalidParameter`` with one fault for each parameter that is unknown, missing or wrong.
    """
    faults = unknown(given, [parameter.name for parameter in parameters])
    values: dict[str, Any] = {}
    for parameter in parameters:
        raw = given.get(parameter.name)
        if typed and raw is None and parameter.name in given and not parameter.may_be_null:
            faults.append(Fault(Text("may not be null", "不可为 null"), parameter.name))
            continue
        if raw is None or (raw == "" and parameter.may_be_blank):
            if parameter.required:
                text = Text(f"is required: {parameter.label.en}", f"必填：{parameter.label.zh}")
                faults.append(Fault(text, parameter.name))
            else:
                values[parameter.name] = parameter.schema["default"]
            continue
        value, fault = _value(parameter.schema, raw, typed=typed)
        if fault:
            faults.append(Fault(fault, parameter.name, str(raw)[:MAX_TEXT_LENGTH]))
        else:
            values[parameter.name] = value
    if faults:
        raise InvalidParameter(
            Text(
                "Parameters cannot be used: " + ", ".join(fault.where for fault in faults),
                "参数无法使用：" + "、".join(fault.where for fault in faults),
            ),
            faults,
        )
    return values


def unknown(given: Iterable[str], known: Sequence[str]) -> list[Fault]:
    """One fault for each name in ``given`` that is not in ``known``, with the nearest ones."""
    faults = []
    for name in given:
        if name in known:
            continue
        near = difflib.get_close_matches(name, known, 3, 0.5) or list(known)
        if near:
            text = Text(
                f"is not a parameter here; known: {', '.join(near)}",
                f"不是此处的参数；可用：{'、'.join(near)}",
            )
        else:
            text = Text("is not a parameter here; there are none", "此处没有参数")
        faults.append(Fault(text, name[:MAX_TEXT_LENGTH]))
    return faults


def _value(schema: Mapping[str, Any], raw: Any, *, typed: bool) -> tuple[Any, Text | None]:
    """``raw`` by ``schema``, and what is wrong with it (``None`` if nothing)."""
    kind = schema["type"]
    if kind == "array":
        items = raw.split(",") if isinstance(raw, str) and not typed else raw
        if not isinstance(items, list | tuple):
            return None, Text("a list is expected, e.g. a,b", "应为列表，如 a,b")
        values = []
        for item in items:
            item = item.strip() if isinstance(item, str) else item
            if item == "":
                continue
            value, fault = _value(schema.get("items", {"type": "string"}), item, typed=typed)
            if fault:
                return None, fault
            values.append(value)
        least, most = schema.get("minItems", 0), schema.get("maxItems", MAX_LIST_LENGTH)
        if not least <= len(values) <= most:
            return None, Text(
                f"{least} to {most} values are expected, {len(values)} are given",
                f"应为 {least} 至 {most} 个值，给出了 {len(values)} 个",
            )
        return list(dict.fromkeys(values)), None
    if typed and isinstance(raw, str) and kind != "string":
        raw = [raw]  # of no type that is read here
    value, fault = _scalar(kind, str(schema.get("format", "")), raw)
    if fault is None and "enum" in schema and value not in schema["enum"]:
        known = [str(choice) for choice in schema["enum"]]
        fault = Text(f"one of {', '.join(known)} is expected", f"应为以下之一：{'、'.join(known)}")
    if fault is None and kind in ("integer", "number"):
        fault = _out_of_range(schema, value)
    if fault is None and kind == "string" and isinstance(value, str):
        fault = _out_of_form(schema, value)
    return value, fault


def _scalar(kind: str, form: str, raw: Any) -> tuple[Any, Text | None]:
    if kind == "boolean":
        words = {"true": True, "1": True, "yes": True, "是": True}
        words |= {"false": False, "0": False, "no": False, "否": False}
        if isinstance(raw, bool):
            return raw, None
        value = words.get(raw.strip().lower()) if isinstance(raw, str) else None
        return value, None if value is not None else Text(
            "true or false is expected", "应为 true 或 false"
        )
    if kind == "integer":
        if isinstance(raw, str) and re.fullmatch(r"[+-]?[0-9]{1,18}", raw.strip()):
            raw = int(raw)
        if isinstance(raw, float) and raw.is_integer():
            raw = int(raw)
        if isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) <= MAX_NUMBER:
            return raw, None
        return None, Text("a whole number is expected", "应为整数")
    if kind == "number":
        if isinstance(raw, str) and NUMBER.fullmatch(raw.strip()):
            raw = float(raw)
        if isinstance(raw, int | float) and not isinstance(raw, bool) and abs(raw) <= MAX_NUMBER:
            return float(raw), None
        return None, Text("a number is expected, e.g. 2.5", "应为数字，如 2.5")
    if form == "date":
        try:
            if isinstance(raw, datetime.date):
                return raw, None
            return datetime.date.fromisoformat(raw.strip()), None
        except (AttributeError, ValueError):
            return None, Text("a date is expected, e.g. 2020-02-12", "应为日期，如 2020-02-12")
    if not isinstance(raw, str):
        return None, Text("a text is expected", "应为文本")
    return raw.strip(), None


def _out_of_range(schema: Mapping[str, Any], value: float) -> Text | None:
    least, most = schema.get("minimum"), schema.get("maximum")
    if least is not None and value < least:
        return Text(f"at least {least} is expected", f"应不小于 {least}")
    if most is not None and value > most:
        return Text(f"at most {most} is expected", f"应不大于 {most}")
    step = schema.get("multipleOf")
    if step is not None and Decimal(str(value)) % Decimal(str(step)):
        return Text(f"a multiple of {step} is expected", f"应为 {step} 的倍数")
    return None


def _out_of_form(schema: Mapping[str, Any], value: str) -> Text | None:
    least, most = schema.get("minLength", 0), schema.get("maxLength", MAX_TEXT_LENGTH)
    if not least <= len(value) <= most:
        return Text(f"{least} to {most} characters are expected", f"应为 {least} 至 {most} 个字符")
    if "\x00" in value or any(0xD800 <= ord(character) <= 0xDFFF for character in value):
        return Text("a character in it cannot be used", "含有无法使用的字符")
    pattern = schema.get("pattern")
    if pattern and not re.search(pattern, value):
        return Text(f"a text of the form {pattern} is expected", f"应符合格式 {pattern}")
    return None
