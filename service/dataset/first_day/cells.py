"""Parsing one cell of a list: its text as its column's value."""

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from decimal import Decimal

from service.dataset.first_day.cell_faults import (
    ERROR_VALUE,
    FORMULA_WITHOUT_VALUE,
    UnusualCell,
)
from service.dataset.first_day.resumption_words import Resumption, resumption
from service.dataset.first_day.several_values import (
    enterprise_names,
    in_one_line,
    material_names,
    telephones,
)
from service.dataset.spreadsheets.sheet import ERROR_VALUES, WITHOUT_VALUE
from service.dataset.tables.csv_reader import expected
from service.dataset.tables.parse import InvalidCell, Value, parse
from service.dataset.tables.written_values import (
    UNKNOWN,
    Writing,
    day,
    half_width,
    number,
    rate,
    rounded,
)
from service.language import Text
from service.model.columns import LONGEST_TEXT, Column
from service.model.tables import ENTERPRISES, MATERIALS, NEEDS_TABLE, SUPPLIES_TABLE

_LOST_DIGITS = re.compile(r"[0-9](?:\.[0-9]+)?[Ee]\+?[0-9]{1,2}")
_POINT_ZERO = re.compile(r"([0-9]{5,})\.0+")
_DISTRICT = re.compile(r"[0-9]{6}(?:\.0)?")
Refusal = tuple[Text, str | None]
"""What is wrong with a cell, and the value that is shown of it."""


@dataclass
class Readings:
    """What was understood rather than taken as it stands, for one notice each, and of some the
    ``first`` places; ``paired`` are the places of the cells whose suppliers and materials were
    paired."""

    counts: Counter[str] = field(default_factory=Counter)
    first: dict[str, list[str]] = field(default_factory=dict)
    paired: list[str] = field(default_factory=list)


_COLUMNS: dict[str, Column] = {
    "buyer": ENTERPRISES.column("name"),
    "supplier": ENTERPRISES.column("name"),
    "material": replace(MATERIALS.column("name"), required=False),
    "stock_days": NEEDS_TABLE.column("stock_days"),
    "lead_days": SUPPLIES_TABLE.column("lead_days"),
    **{
        name: ENTERPRISES.column(name)
        for name in (
            "uscc", "district", "town", "contact", "phone", "resumed_on", "expected_on",
            "output_rate", "headcount", "on_post", "note",
        )
    },
}  # fmt: skip
"""By column of the list: the table column that defines its values."""


class CellParser:
    """The values of cells as one file writes them; ``percent``: a 复产率 is in percents."""

    def __init__(self, writing: Writing, readings: Readings, *, percent: bool) -> None:
        self._writing = writing
        self._readings = readings
        self._percent = percent

    def names(self, column: str, cell: str) -> tuple[list[str], list[Refusal]]:
        """The names in a cell of ``column``, and what is wrong with the others."""
        if _is_plain_name(cell):
            return [cell], []
        if cell.casefold() in UNKNOWN or (column == "material" and cell.casefold() in _NONE):
            cell = ""
        parts = [""]
        try:
            if cell:
                parts = material_names(cell) if column == "material" else enterprise_names(cell)
        except InvalidCell as invalid:
            return [], [(expected(invalid.expected), cell)]
        found: list[str] = []
        refused: list[Refusal] = []
        for part in parts:
            if column != "material" and (wanted := _instead_of_name(part)):
                refused.append((expected(wanted), part))
                continue
            try:
                value = self.value(column, part)
            except UnusualCell as unusual:
                refused.append((unusual.text, unusual.value))
            except InvalidCell as invalid:
                refused.append((expected(invalid.expected), part or None))
            else:
                found += [str(value)] if value else []
        return found, refused

    def resumption(self, text: str) -> Resumption:
        """What a cell under 是否复工 says. Raises ``UnusualCell`` or ``InvalidCell``."""
        refuse_formula_faults(text)
        said = resumption(text, self._writing)
        self._readings.counts["partly"] += said.partly
        return said

    def note(self, written: str) -> str | None:
        """All that a line notes, bounded in length. Raises ``UnusualCell`` or ``InvalidCell``."""
        if not written:
            return None
        if "#" not in written and WITHOUT_VALUE not in written and len(written) < LONGEST_TEXT:
            return written
        if WITHOUT_VALUE in written:
            raise UnusualCell(FORMULA_WITHOUT_VALUE, None)
        if any(error in written for error in ERROR_VALUES):
            raise UnusualCell(ERROR_VALUE, written)
        if len(written) > LONGEST_TEXT:
            self._readings.counts["shortened"] += 1
            written = written[: LONGEST_TEXT - 1] + "…"
        return str(parse(_COLUMNS["note"], written))

    def value(self, name: str, text: str) -> Value:
        """The value of a cell in the column ``name``. Raises ``UnusualCell``, ``InvalidCell``."""
        if name in _TEXTS and _is_plain_name(text):
            return text
        if name == "phone" and _PLAIN_NUMBER.fullmatch(text):
            return text
        if name == "uscc" and _PLAIN_CODE.fullmatch(text):
            return parse(_COLUMNS[name], text)
        refuse_formula_faults(text)
        column = _COLUMNS[name]
        if not text:
            return parse(column, "")
        if column.kind == "date":
            return day(text, self._writing, to_come=name == "expected_on")
        if column.kind in ("integer", "number"):
            return parse(column, self._number(name, column, text))
        if name in ("phone", "uscc"):
            return parse(column, _telephone_or_code(name, text))
        if name == "district":
            text = "" if text in UNKNOWN else half_width(text).removesuffix(".0")
        elif name in ("town", "contact") and (text in UNKNOWN or text == "无"):
            text = ""
        elif name == "contact":
            text = "；".join(text.split("\n"))  # a person in each line
        return parse(column, in_one_line(text))

    def _number(self, name: str, column: Column, text: str) -> str:
        if name == "output_rate":
            plain = rate(text, self._writing, percent=self._percent)
        else:
            days = name in ("stock_days", "lead_days")
            plain = number(text, self._writing, whole=column.kind == "integer", days=days)
        if plain is None:
            return ""
        if column.kind == "integer":
            return plain
        short = rounded(plain, column.decimals)
        self._readings.counts["rounded"] += Decimal(short) != Decimal(plain)
        return short


def refuse_formula_faults(text: str) -> None:
    """Raises ``UnusualCell`` for an error value, and for a formula without a stored one."""
    if text == WITHOUT_VALUE:
        raise UnusualCell(FORMULA_WITHOUT_VALUE, None)
    if text[:1] == "#" and text.upper() in ERROR_VALUES:
        raise UnusualCell(ERROR_VALUE, text)


_TEXTS = frozenset(("buyer", "supplier", "material", "town", "contact", "note"))
_PLAIN_NAME = re.compile(r"[一-鿿]{2}[一-鿿0-9A-Za-z（）()]{1,80}")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?%?")
_PLAIN_NUMBER = re.compile("[0-9]{7,12}")
_PLAIN_CODE = re.compile("[0-9A-Z]{18}")
"""Most names, telephones and credit codes: they are what they are, without a closer look."""


_NONE = frozenset(
    ("无", "没有", "null", "none", "nil", "nan", "空", "（空白）", "(空白)", "(blank)")
)
_NOBODY = _NONE | frozenset(
    ("自制", "自产", "自供", "自给", "自有", "自行采购", "自购", "进口", "外购", "外采", "市场采购",
     "市购", "本公司", "本企业", "本厂", "本单位", "我公司", "我司", "我厂", "自己", "多家", "若干",
     "同左", "同右",
     "是", "否", "√", "×", "✓", "✔", "✗", "yes", "no", "true", "false", "n", "y",
     "self", "own", "in-house", "inhouse", "imported", "import", "various", "several")
)  # fmt: skip
_SOME = re.compile(
    r".*[一-鿿]等(?:[0-9一二三四五六七八九十百两几数多]*[家户个](?:企业|单位|公司|厂家?)?)?"
)
_A_NAME = Text(
    "the name of one enterprise, which this is not; leave a row out that names none",
    "一家企业的名称；此处不是企业名称，没有企业的行请删去",
)

_ALL_NAMES = Text(
    "the names of all, with 、 between them; “等” says that some are left out",
    "全部企业名称，以“、”分隔；“等”说明还有企业未写出",
)


def _instead_of_name(text: str) -> Text | None:
    """What is wanted in place of a text that names no enterprise, or of several only the first."""
    plain = half_width(text).casefold()
    if plain in _NOBODY or _NUMBER.fullmatch(plain):
        return _A_NAME
    return _ALL_NAMES if _SOME.fullmatch(text) else None


def _is_plain_name(text: str) -> bool:
    if _PLAIN_NAME.fullmatch(text) is None or text in UNKNOWN:
        return False
    return text not in _NOBODY and "等" not in text


def is_code_or_unknown(text: str) -> bool:
    """Whether a cell under 属地 is a code, or says that there is none."""
    return text in UNKNOWN or bool(_DISTRICT.fullmatch(text))


def _telephone_or_code(name: str, text: str) -> str:
    if text in UNKNOWN or text == "无":
        return ""
    parts = telephones(text) if name == "phone" else [half_width(text).replace(" ", "")]
    whole: list[str] = []
    for part in parts:
        plain = half_width(part)
        if _LOST_DIGITS.fullmatch(plain):
            raise InvalidCell(
                Text(
                    "the whole number: its last digits are lost; format the cell as text and write"
                    " it again",
                    "完整号码：末尾数字已丢失；请把单元格设为文本格式后重新填写",
                )
            )
        found = _POINT_ZERO.fullmatch(plain)
        whole.append(found[1] if found else plain if name == "uscc" else in_one_line(part))
    return "；".join(whole)
