"""What a caller gives for parameters: what is read, what is refused, and in which words."""

import random
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from service.catalog.arguments import by_name, read_arguments, surely_keeps
from service.catalog.json_schema import parameter_schema
from service.catalog.parameters import Parameter
from service.errors import Fault, InvalidParameter
from service.language import Text
from tests.support.catalog import read_catalog


def parameter(name: str = "given", **schema: Any) -> Parameter:
    return Parameter(name, {"type": "string", **schema}, Text("Given", "所给"))


def refused(one: Parameter, value: Any, *, typed: bool = False) -> Fault:
    with pytest.raises(InvalidParameter) as error:
        read_arguments([one], {one.name: value}, typed=typed)
    (fault,) = error.value.faults
    return fault


@pytest.mark.parametrize(
    ("schema", "value", "en", "zh"),
    [
        ({"type": "boolean"}, "maybe", "true or false is expected", "应为 true 或 false"),
        ({"type": "integer"}, "2.5", "a whole number is expected", "应为整数"),
        ({"type": "integer"}, "9" * 30, "a whole number is expected", "应为整数"),
        ({"type": "number"}, "x", "a number is expected, e.g. 2.5", "应为数字，如 2.5"),
        ({"format": "date"}, "x", "a date is expected, e.g. 2020-02-12", "应为日期，如 2020-02-12"),
        ({"enum": ["a", "b"]}, "c", "one of a, b is expected", "应为以下之一：a、b"),
        ({"enum": ["a", None], "default": None}, "c", "one of a is expected", "应为以下之一：a"),
        ({"type": "integer", "minimum": 1}, "0", "at least 1 is expected", "应不小于 1"),
        ({"type": "number", "maximum": 9}, "9.1", "at most 9 is expected", "应不大于 9"),
        (
            {"type": "number", "multipleOf": 0.01}, "0.075",
            "a multiple of 0.01 is expected", "应为 0.01 的倍数",
        ),
        ({"maxLength": 3}, "abcd", "1 to 3 characters are expected", "应为 1 至 3 个字符"),
        ({}, "x" * 201, "1 to 200 characters are expected", "应为 1 至 200 个字符"),
        ({"pattern": "^[0-9]$"}, "x", "a text of the form ^[0-9]$", "应符合格式 ^[0-9]$"),
        ({}, "a\x00", "a character in it cannot be used", "含有无法使用的字符"),
        ({}, "a\x1b[31m", "a character in it cannot be used", "含有无法使用的字符"),
        ({}, "a\x9b", "a character in it cannot be used", "含有无法使用的字符"),
        ({"default": None}, "\x85", "a character in it cannot be used", "含有无法使用的字符"),
        ({}, "a\ud800", "a character in it cannot be used", "含有无法使用的字符"),
        (
            {"type": "array", "items": {"type": "string"}, "minItems": 1}, " , ",
            "1 to 100 values are expected, 0 are given", "应为 1 至 100 个值，给出了 0 个",
        ),
        ({"type": "array", "items": {"enum": ["a"], "type": "string"}}, "a,b", "one of a is", "a"),
        ({}, "  ", "is required: Given", "必填：所给"),
    ],
)  # fmt: skip
def test_what_is_expected_is_told(schema: dict[str, Any], value: str, en: str, zh: str) -> None:
    fault = refused(parameter(**schema), value)
    assert fault.text.en.startswith(en) and zh in fault.text.zh


@pytest.mark.parametrize(
    ("schema", "value", "en"),
    [
        ({"type": "integer"}, "5", "a whole number"),
        ({"type": "integer"}, True, "a whole number"),
        ({"type": "number"}, 10**400, "a number"),
        ({"type": "number"}, float("nan"), "a number"),
        ({"type": "number"}, 10**16, "at most"),
        ({"type": "boolean"}, 1, "true or false"),
        ({}, 5, "a text"),
        ({}, None, "may not be null"),
        ({"type": "array", "items": {"type": "string"}}, "a,b", "a list"),
        ({"type": "array", "items": {"type": "string"}}, ["a,b"], "a value may not hold a comma"),
        ({"type": "array", "items": {"type": "string"}}, ["a，b"], "a value may not hold a comma"),
        ({"type": "array", "items": {"type": "string"}}, ["a、b"], "a value may not hold a comma"),
        ({"type": "array", "items": {"type": "string"}}, ["a\x85"], "a character in it"),
    ],
)
def test_values_of_json_must_be_of_their_type(schema: dict[str, Any], value: Any, en: str) -> None:
    assert refused(parameter(**schema), value, typed=True).text.en.startswith(en)


def test_one_that_is_given_twice_is_told_so_and_lists_are_joined() -> None:
    given = by_name([("one", "a"), ("several", "a,b"), ("one", "b"), ("several", "c")])
    assert given == {"one": ["a", "b"], "several": ["a", "b", "c"]}
    fault = refused(parameter("one"), given["one"])
    assert (fault.text.en, fault.value) == (
        "is given more than once; one value is expected", None
    )  # fmt: skip
    several = parameter("several", type="array")
    assert read_arguments([several], {"several": given["several"]}) == {"several": ["a", "b", "c"]}


@pytest.mark.parametrize("share", ["0.07", "0.29", "0.57", "1.1", "4.35", "9"])
def test_a_multiple_is_one_as_people_write_it(share: str) -> None:
    """Of binary fractions 0.29 would be no multiple of 0.01."""
    one = parameter(type="number", multipleOf=0.01, minimum=0)
    assert read_arguments([one], {"given": share}) == {"given": float(share)}


@pytest.mark.parametrize(
    ("schema", "value", "read"),
    [
        ({}, 330282, "330282"),
        ({}, 330282.0, "330282"),
        ({}, 2.5, "2.5"),
        ({"enum": ["1", "2"]}, 1, "1"),
        ({"type": "integer"}, "7", 7),
        ({"type": "array"}, '["a", "b"]', ["a", "b"]),
        ({"type": "array"}, ' ["甲，厂"]', None),
        ({"type": "array"}, "[]", []),
        ({"type": "array"}, "[1, 2]", ["1", "2"]),
        ({"type": "array", "items": {"type": "integer"}}, '["1", 2]', [1, 2]),
        ({"type": "array"}, 5, ["5"]),
        ({"type": "array"}, [5, "a"], ["5", "a"]),
        ({"type": "array"}, '["a"', ['["a"']),
        ({"type": "array"}, '{"a": 1}', ['{"a": 1}']),
        ({"type": "array"}, '["a", {"b": 1}]', None),
        ({"type": "array"}, "[" * 5_000, None),
        ({}, True, None),
        ({}, [1], None),
        ({}, float("nan"), "nan"),
        ({"type": "array"}, True, None),
    ],
)
def test_what_assistants_mean_is_read(schema: dict[str, Any], value: Any, read: Any) -> None:
    one = parameter(**schema)
    if read is None:
        refused(one, value)
    else:
        assert read_arguments([one], {"given": value}) == {"given": read}


def test_all_faults_are_told_at_once() -> None:
    known = [parameter("a", type="integer"), parameter("b", maxLength=1), parameter("c")]
    with pytest.raises(InvalidParameter) as error:
        read_arguments(known, {"a": "x", "b": "xx", "d": "1"})
    assert [fault.where for fault in error.value.faults] == ["d", "a", "b", "c"]


def test_what_is_read_keeps_to_the_schema_that_is_told() -> None:
    for schema, text, value in (
        ({"type": "integer"}, " 5 ", 5),
        ({"type": "number"}, "5", 5.0),
        ({"type": "boolean"}, "是", True),
        ({}, " a ", "a"),
        ({"type": "array", "items": {"type": "integer"}}, "1, 2,,1", [1, 2]),
        (
            {"type": "array", "items": {"type": "string"}},
            "甲，乙、 丙,丁，",
            ["甲", "乙", "丙", "丁"],
        ),
    ):
        one = parameter(**schema)  # type: ignore[arg-type]
        assert read_arguments([one], {"given": text}) == {"given": value}
        Draft202012Validator(parameter_schema(one)).validate(value)


VALUES = (
    *(None, True, False, 0, 1, -1, 3, 11, 10**15, 10**16, 0.5, 2.0, -0.1, 1e300),
    *("", " ", "a", "a,b", "慈溪", "330282", "33028", "2020-02-12", "x" * 200, "x" * 201),
    *("a\nb", "a\u0085", "true", "filed", "team", "district", [], ["a"], ["a", 1], [None]),
    *([1, 2], [2.5], [["a"]], ["a,b"], ["x"] * 100, ["x"] * 101, {}, {"a": 1}),
)


def test_the_short_look_at_a_value_never_takes_what_the_validator_refuses() -> None:
    """For every parameter there is, and bounds of every kind thrown together."""
    rng = random.Random(1)
    known = [parameter_schema(p) for query in read_catalog().every for p in query.parameters]
    kinds = ["string", "integer", "number", "boolean", "array", ["string", "null"], "object"]
    bounds = {
        "minimum": (0, 1, 0.5), "maximum": (3, 10, 0.5), "minLength": (0, 1, 3),
        "maxLength": (1, 6, 200), "pattern": ("^[0-9]{6}$", "a"), "minItems": (0, 1, 2),
        "maxItems": (1, 100), "enum": (["a", "filed", None], [1, True]), "multipleOf": (2,),
        "uniqueItems": (True,), "items": ({"type": "string"}, {"maximum": 1}), "format": ("date",),
        "default": (None,), "title": ("a",), "properties": ({"a": {"type": "string"}},),
    }  # fmt: skip
    made = [
        {
            "type": rng.choice(kinds),
            **{name: rng.choice(bounds[name]) for name in rng.sample(sorted(bounds), 3)},
        }
        for _ in range(1500)
    ]
    taken = 0
    for schema in [*known, *made]:
        validator = Draft202012Validator(schema)
        for value in VALUES:
            if surely_keeps(schema, value):
                taken += 1
                assert validator.is_valid(value), (schema, value)
    assert taken > 1000
