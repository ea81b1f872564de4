"""What a caller gave for the parameters of a saved query: texts in, typed values out.

A value is first read by its type, then validated against the JSON Schema that programs are told of
its parameter (``json_schema.parameter_schema``), so that bounds are stated and checked once.
"""

import datetime
import difflib
import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from typing import Any

from service.catalog.json_schema import ONE_OF_SEVERAL, Schema, parameter_schema
from service.catalog.parameters import MAX_TEXT_LENGTH, Parameter
from service.control_characters import CONTROLS
from service.errors import Fault, InvalidParameter
from service.language import Text
from service.model.industries import IndustryWords
from service.model.places import PlaceWords

NUMBER = re.compile(r"[+-]?([0-9]{1,30}(\.[0-9]{0,30})?|\.[0-9]{1,30})(e[+-]?[0-9]{1,3})?", re.I)

UNUSABLE = re.compile(f"[{CONTROLS}\ud800-\udfff]")
"""What no text may hold: control characters, and halves of surrogate pairs."""

_UNUSABLE_CHARACTER = Text("a character in it cannot be used", "含有无法使用的字符")

_GIVEN_TWICE = Text("is given more than once; one value is expected", "重复给出，应只有一个值")

_PLACE_EXPECTED = Text(
    "the code of a place is expected, e.g. 330282 or its first digits; forms take its name, too",
    "应为区划代码，如 330282 或其开头几位；表单中也可填写唯一对应的地名",
)

_INDUSTRY_EXPECTED = Text(
    "the code of an industry is expected, e.g. C3823 or how those in the data begin; forms take the"
    " name of a division, too",
    "应为行业代码，如 C3823 或数据所用代码的开头；表单中也可填写行业大类名称",
)

_NAMED_EXPECTED = {PlaceWords: _PLACE_EXPECTED, IndustryWords: _INDUSTRY_EXPECTED}

LIST_SEPARATOR = re.compile("[,，、]")
"""Between the values of a list: the commas of both languages, and the mark of enumeration."""

BOOLEANS = {
    **{"true": True, "1": True, "yes": True, "是": True},
    **{"false": False, "0": False, "no": False, "否": False},
}

EXPECTED = {
    "boolean": Text("true or false is expected", "应为 true 或 false"),
    "integer": Text("a whole number is expected", "应为整数"),
    "number": Text("a number is expected, e.g. 2.5", "应为数字，如 2.5"),
    "date": Text("a date is expected, e.g. 2020-02-12", "应为日期，如 2020-02-12"),
    "string": Text("a text is expected", "应为文本"),
    "array": Text("a list is expected, e.g. a,b", "应为列表，如 a,b"),
}
"""What is told of a value that cannot be read, by type or format."""


def read_arguments(
    parameters: Sequence[Parameter], given: Mapping[str, Any], *, typed: bool = False
) -> dict[str, Any]:
    """Typed values of all ``parameters`` from what a caller gave.

    Texts (from an address, a form, a command line) are read by the parameter's type, a list may be
    a text with commas (those of ``LIST_SEPARATOR``); ``typed`` values, of JSON, must be of that
    type already. What assistants give untyped is read as they mean it: a number for a text, a list
    written as JSON. A text that may be anything may be blank, and then counts as not given.
    Raises ``InvalidParameter`` with one fault for each parameter that is unknown, missing or wrong.
    """
    faults = unknown_parameters(given, [parameter.name for parameter in parameters])
    values: dict[str, Any] = {}
    for parameter in parameters:
        raw = given.get(parameter.name)
        if typed and raw is None and parameter.name in given and not parameter.may_be_null:
            faults.append(Fault(Text("may not be null", "不可为 null"), parameter.name))
            continue
        blank = (
            isinstance(raw, str)
            and parameter.may_be_blank
            and not raw.strip()
            and not UNUSABLE.search(raw)
        )
        if raw is None or blank:
            if parameter.required:
                text = Text(f"is required: {parameter.label.en}", f"必填：{parameter.label.zh}")
                faults.append(Fault(text, parameter.name))
            else:
                values[parameter.name] = parameter.schema["default"]
            continue
        if isinstance(raw, list) and not typed and parameter.type != "array":
            faults.append(Fault(_GIVEN_TWICE, parameter.name))
            continue
        try:
            value = _read(parameter.schema, raw, typed=typed)
            _validate(parameter_schema(parameter), value)
        except _Unreadable as reason:
            named = _NAMED_EXPECTED.get(type(parameter.words)) if isinstance(raw, str) else None
            text = named or reason.text
            faults.append(Fault(text, parameter.name, str(raw)[:MAX_TEXT_LENGTH]))
        else:
            values[parameter.name] = value
    if faults:
        raise unusable(faults, parameters)
    return values


def unusable(faults: Sequence[Fault], parameters: Sequence[Parameter]) -> InvalidParameter:
    """The refusal of parameters with ``faults``; its text has their labels, a fault its code."""
    labels = {parameter.name: parameter.label for parameter in parameters}
    named = [labels.get(name, Text(name, name)) for name in dict.fromkeys(f.where for f in faults)]
    return InvalidParameter(
        Text(
            "Parameters cannot be used: " + ", ".join(label.en for label in named),
            "参数无法使用：" + "、".join(label.zh for label in named),
        ),
        faults,
    )


def split_list(text: str) -> list[str]:
    """The values of a list that is written as one text, as they stand, blank ones too."""
    return LIST_SEPARATOR.split(text)


def together(values: Sequence[str]) -> str | list[str]:
    """All that was given for one parameter: a text, or if given several times the list of all."""
    if len(values) == 1:
        return values[0]
    return [piece for value in values for piece in split_list(value)]


def by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, str | list[str]]:
    """What is given for each parameter, once or several times."""
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return {name: together(several) for name, several in values.items()}


def unknown_parameters(given: Iterable[str], known: Sequence[str]) -> list[Fault]:
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


def given_twice(given: Mapping[str, Any], several: Collection[str]) -> list[Fault]:
    """One fault for each parameter that was given more than once, but for those of which there may
    be ``several``."""
    return [
        Fault(_GIVEN_TWICE, name)
        for name, value in given.items()
        if isinstance(value, list) and name not in several
    ]


def unusable_texts(given: Mapping[str, Any]) -> list[Fault]:
    """One fault for each text, or list that holds one, with a character that no text may hold."""
    return [
        Fault(_UNUSABLE_CHARACTER, name)
        for name, value in given.items()
        for text in (value if isinstance(value, list) else [value])
        if isinstance(text, str) and UNUSABLE.search(text)
    ]


class _Unreadable(Exception):
    """Why a value cannot be used."""

    def __init__(self, text: Text) -> None:
        super().__init__(text)
        self.text = text


def _read(schema: Schema, raw: Any, *, typed: bool) -> Any:
    """``raw`` as a value of the type of ``schema``; raises ``_Unreadable``."""
    kind = schema["type"]
    if kind != "array":
        if typed and isinstance(raw, str) and kind != "string":
            raise _Unreadable(EXPECTED[kind])
        return _scalar(kind, str(schema.get("format", "")), raw if typed else _as_text(kind, raw))
    items = raw if typed else _as_list(raw)
    if not isinstance(items, list | tuple):
        raise _Unreadable(EXPECTED["array"])
    of = schema.get("items", {"type": "string"})
    given = [item for item in items if not (isinstance(item, str) and not item.strip())]
    return list(dict.fromkeys(_read(of, item, typed=typed) for item in given))


def _as_text(kind: str, raw: Any) -> Any:
    """A number where a text is expected as the digits of it; anything else as it is."""
    if kind != "string" or isinstance(raw, bool) or not isinstance(raw, int | float):
        return raw
    whole = isinstance(raw, float) and raw.is_integer()
    return str(int(raw) if whole else raw)


def _as_list(raw: Any) -> Any:
    """A list written as one text, with commas or as JSON; one value alone is a list of it."""
    if isinstance(raw, str):
        if raw.lstrip().startswith("["):
            import orjson  # completion reads the catalogue, too, and no arguments

            with suppress(orjson.JSONDecodeError):
                return orjson.loads(raw)
        return split_list(raw)
    return [raw] if isinstance(raw, int | float) and not isinstance(raw, bool) else raw


def _scalar(kind: str, form: str, raw: Any) -> Any:
    text = raw.strip() if isinstance(raw, str) else None
    value: Any = None
    if kind == "boolean":
        value = raw if isinstance(raw, bool) else BOOLEANS.get((text or "").lower())
    elif kind == "integer":
        value = _whole(raw if text is None else text)
    elif kind == "number":
        value = _number(raw if text is None else text)
    elif form == "date":
        value = raw if isinstance(raw, datetime.date) else _date(text or "")
    elif kind == "string":
        value = text
    if value is None:
        raise _Unreadable(EXPECTED.get(form) or EXPECTED.get(kind) or EXPECTED["string"])
    if isinstance(value, str) and UNUSABLE.search(raw):
        raise _Unreadable(_UNUSABLE_CHARACTER)
    return value


def _whole(raw: Any) -> int | None:
    if isinstance(raw, str):
        return int(raw) if re.fullmatch(r"[+-]?[0-9]{1,18}", raw) else None
    if isinstance(raw, float) and raw.is_integer():
        return int(raw)
    return raw if isinstance(raw, int) and not isinstance(raw, bool) else None


def _number(raw: Any) -> float | None:
    if isinstance(raw, str) and not NUMBER.fullmatch(raw):
        return None
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        return None
    try:
        value = float(raw)
    except OverflowError:
        return None
    return value if math.isfinite(value) else None


def _date(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def _validate(schema: Schema, value: Any) -> None:
    """Raises ``_Unreadable`` with the first keyword of ``schema`` that ``value`` does not keep."""
    given = _as_json(value)
    if surely_keeps(schema, given):
        return
    error = next(_validator()(schema).iter_errors(given), None)
    if error:
        raise _Unreadable(
            _told(error.validator, error.validator_value, error.schema, error.instance)
        )


def _as_json(value: Any) -> Any:
    if isinstance(value, list):
        return [_as_json(item) for item in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def surely_keeps(schema: Schema, value: Any) -> bool:
    """Whether ``value``, of JSON, keeps to ``schema``, by the few keywords that nearly all values
    are bounded by; where it does not, or another keyword would have to be looked at, ``False``.

    So a command whose arguments are right does without the import of the validator.
    """
    return all(
        keyword in ANNOTATIONS or (keyword in KEEPS and KEEPS[keyword](bound, value))
        for keyword, bound in schema.items()
    )


def _is_of_type(kinds: str | Sequence[str], value: Any) -> bool:
    known = [kinds] if isinstance(kinds, str) else kinds
    return any(type(value) in PYTHON_TYPES.get(kind, ()) for kind in known)


PYTHON_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "null": (type(None),),
}

ANNOTATIONS = {"title", "description", "default", "format"}
"""Keywords that bound nothing."""

KEEPS: Mapping[str, Callable[[Any, Any], bool]] = {
    "type": _is_of_type,
    "enum": lambda choices, value: isinstance(value, str) and value in choices,
    "minimum": lambda least, value: type(value) in (int, float) and value >= least,
    "maximum": lambda most, value: type(value) in (int, float) and value <= most,
    "minLength": lambda least, value: isinstance(value, str) and len(value) >= least,
    "maxLength": lambda most, value: isinstance(value, str) and len(value) <= most,
    "pattern": lambda form, value: isinstance(value, str) and bool(re.search(form, value)),
    "minItems": lambda least, value: isinstance(value, list) and len(value) >= least,
    "maxItems": lambda most, value: isinstance(value, list) and len(value) <= most,
    "items": lambda of, value: (
        isinstance(value, list) and all(surely_keeps(of, item) for item in value)
    ),
}
"""Whether a value surely keeps to a bound, by keyword."""


@cache
def _validator() -> Any:
    """JSON Schema's validator, for numbers as people write them: 0.07 is a multiple of 0.01.

    Imported when it is asked first: it takes longer than reading the whole catalogue.
    """
    from decimal import Decimal

    import jsonschema

    def multiple_of(_: Any, step: Any, instance: Any, __: Any) -> Iterable[Any]:
        if Decimal(str(instance)) % Decimal(str(step)):
            yield jsonschema.ValidationError(f"{instance} is not a multiple of {step}")

    return jsonschema.validators.extend(
        jsonschema.Draft202012Validator, {"multipleOf": multiple_of}
    )


def _told(keyword: str, limit: Any, schema: Schema, value: Any) -> Text:
    """What is expected where ``value`` breaks a ``keyword`` of ``schema``."""
    if keyword == "enum":
        known = [str(choice) for choice in limit if choice is not None]
        return Text(f"one of {', '.join(known)} is expected", f"应为以下之一：{'、'.join(known)}")
    if keyword == "minimum":
        return Text(f"at least {limit} is expected", f"应不小于 {limit}")
    if keyword == "maximum":
        return Text(f"at most {limit} is expected", f"应不大于 {limit}")
    if keyword == "multipleOf":
        return Text(f"a multiple of {limit} is expected", f"应为 {limit} 的倍数")
    if keyword in ("minLength", "maxLength"):
        least, most = schema.get("minLength", 0), schema["maxLength"]
        return Text(f"{least} to {most} characters are expected", f"应为 {least} 至 {most} 个字符")
    if keyword in ("minItems", "maxItems"):
        least, most = schema.get("minItems", 0), schema["maxItems"]
        return Text(
            f"{least} to {most} values are expected, {len(value)} are given",
            f"应为 {least} 至 {most} 个值，给出了 {len(value)} 个",
        )
    if limit == ONE_OF_SEVERAL:
        return Text("a value may not hold a comma", "值中不可含逗号")
    return Text(f"a text of the form {limit} is expected", f"应符合格式 {limit}")
