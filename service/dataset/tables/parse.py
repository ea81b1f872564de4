"""Parsing one cell: its text as a value, or what was expected instead."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from operator import mul

from service.control_characters import CONTROLS
from service.language import Text
from service.model.columns import LONGEST_ID, LONGEST_TEXT, Column


class Absent:
    """The value of a cell that states nothing: the graph keeps what it has."""


ABSENT = Absent()


@dataclass(frozen=True, slots=True)
class Assumed:
    """A day that nobody wrote: taken where neither this source nor the graph has one."""

    value: date


Value = str | int | float | bool | date | Absent | Assumed | None
"""A cell's value; ``None``, an empty cell, clears what the graph has."""

_ID = re.compile(r"[\w.\-]+")
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.([0-9]+))?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INDUSTRY = re.compile(r"[A-T](?:[0-9]{2,4})?|[0-9]{2,4}")
_CONTROL = re.compile(f"[{CONTROLS}\ud800-\udfff]")

_PROVINCES = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12]")
"""The first two digits of GB/T 2260."""

_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_CODE = re.compile(f"[{_CODE_ALPHABET}]{{18}}")
_CODE_VALUE = {character: value for value, character in enumerate(_CODE_ALPHABET)}
_CODE_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))


class InvalidCell(ValueError):
    """A cell whose text is not a value of its column; ``expected`` says what would be."""

    def __init__(self, expected: Text) -> None:
        super().__init__(expected.en)
        self.expected = expected


def check_character(code: str) -> str:
    """The 18th character that GB 32100 gives to the first 17 of a unified social credit code.

    Raises ``KeyError`` for a character outside the code's alphabet.
    """
    total = sum(map(mul, map(_CODE_VALUE.__getitem__, code), _CODE_WEIGHTS))
    return _CODE_ALPHABET[-total % 31]


def parse(column: Column, cell: str) -> Value:
    """``cell`` as the value that ``column`` stores; ``None`` for an empty one.

    Numbers are ``float`` (``integer`` columns: ``int``), dates ``datetime.date``. Raises
    ``InvalidCell`` with what was expected.
    """
    text = cell.strip()
    if not text:
        if column.required:
            raise InvalidCell(Text("a value is required", "必填，不能为空"))
        return None
    return _PARSERS[column.kind](column, text)


def _id(column: Column, text: str) -> str:
    if len(text) > LONGEST_ID:
        raise InvalidCell(
            Text(f"an id of at most {LONGEST_ID} characters", f"编号最长 {LONGEST_ID} 个字符")
        )
    if not _ID.fullmatch(text) or not text.strip("."):  # "." and ".." mean folders in an address
        raise InvalidCell(
            Text(
                "an id of letters, digits, - _ . without spaces",
                "编号只能由文字、数字、- _ . 组成，不含空格",
            )
        )
    return text


def _text(column: Column, text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise InvalidCell(
            Text(f"a text of at most {LONGEST_TEXT} characters", f"文字最长 {LONGEST_TEXT} 个字符")
        )
    if _CONTROL.search(text):
        raise InvalidCell(Text("a text without control characters", "不能含控制字符"))
    return text


def _number(column: Column, text: str) -> float:
    found = _NUMBER.fullmatch(text)
    if not found:
        raise InvalidCell(
            Text(
                "a plain decimal number such as 2.5", "普通十进制数，如 2.5（不含千分位、单位、%）"
            )
        )
    if len(found[1] or "") > column.decimals:
        raise InvalidCell(
            Text(f"at most {column.decimals} decimals", f"最多 {column.decimals} 位小数")
        )
    return _within(column, float(text)) + 0.0  # no minus zero: it equals zero but prints otherwise


def _integer(column: Column, text: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,15}", text):
        raise InvalidCell(Text("a whole number", "整数"))
    return int(_within(column, int(text)))


def _within(column: Column, number: float) -> float:
    least, most = column.least, column.most
    if (least is None or number >= least) and (most is None or number <= most):
        return number
    if most is None:
        raise InvalidCell(Text(f"at least {least:g}", f"不小于 {least:g}"))
    raise InvalidCell(Text(f"a number from {least:g} to {most:g}", f"{least:g} 至 {most:g} 的数"))


def _boolean(column: Column, text: str) -> bool:
    lowered = text.lower()
    if lowered not in ("true", "false"):
        raise InvalidCell(Text("true or false", "true 或 false"))
    return lowered == "true"


def _date(column: Column, text: str) -> date:
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise InvalidCell(Text("a date such as 2020-02-12", "日期，如 2020-02-12"))


def _choice(column: Column, text: str) -> str:
    if text not in column.choices:
        listed = ", ".join(column.choices)
        raise InvalidCell(Text(f"one of {listed}", f"应为以下之一：{listed}"))
    return text


def _credit_code(column: Column, text: str) -> str:
    code = text.upper()
    if not _CREDIT_CODE.fullmatch(code):
        raise InvalidCell(
            Text(
                "18 digits and capital letters without I, O, S, V, Z",
                "18 位数字与大写字母（不含 I、O、S、V、Z）",
            )
        )
    expected = check_character(code[:17])
    if code[17] != expected:
        raise InvalidCell(
            Text(
                f"a code whose last character is {expected}: one of its characters is mistyped",
                f"末位校验码应为 {expected}：代码中有字符录错",
            )
        )
    return code


_DISTRICT = Text(
    "a district code of six digits (GB/T 2260) such as 330282",
    "六位行政区划代码（GB/T 2260），如 330282",
)
_PLACE = Text(
    "a code of GB/T 2260: two digits of a province, four of a city, or six: 3301",
    "行政区划代码（GB/T 2260）：省两位、市四位或县六位，如 3301",
)


def _district(column: Column, text: str) -> str:
    return _place_code(text, (6,), _DISTRICT)


def _place(column: Column, text: str) -> str:
    return _place_code(text, (2, 4, 6), _PLACE)


def _place_code(text: str, digits: tuple[int, ...], expected: Text) -> str:
    if len(text) not in digits or not re.fullmatch("[0-9]+", text) or not _PROVINCES.match(text):
        raise InvalidCell(expected)
    return text


def _industry(column: Column, text: str) -> str:
    if not _INDUSTRY.fullmatch(text):
        raise InvalidCell(
            Text("an industry code (GB/T 4754) such as C3823", "行业代码（GB/T 4754），如 C3823")
        )
    return text


_PARSERS: dict[str, Callable[[Column, str], Value]] = {
    "id": _id,
    "text": _text,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
    "choice": _choice,
    "credit_code": _credit_code,
    "district": _district,
    "place": _place,
    "industry": _industry,
}
