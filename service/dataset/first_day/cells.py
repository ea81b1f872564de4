"""Parsing the rows of a list: each cell as its column's value, or a fault at its place."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import product

from service.dataset.csv_reader import expected
from service.dataset.first_day.cell_faults import (
    ERROR_VALUE,
    FORMULA_WITHOUT_VALUE,
    ONE_CODE,
    WHO_SUPPLIES_WHAT,
    UnusualCell,
)
from service.dataset.first_day.headers import says_percent
from service.dataset.first_day.layout import Layout
from service.dataset.first_day.list_content import ListRow
from service.dataset.first_day.resumption_words import resumption
from service.dataset.first_day.several_values import (
    enterprise_names,
    in_one_line,
    material_names,
    telephones,
)
from service.dataset.parse import InvalidCell, Value, parse
from service.dataset.spreadsheets.sheet import ERROR_VALUES, WITHOUT_VALUE, Spreadsheet
from service.dataset.written_values import (
    UNKNOWN,
    Writing,
    day,
    half_width,
    number,
    rate,
    rounded,
)
from service.errors import Fault
from service.language import Text
from service.model.columns import LONGEST_TEXT, Column
from service.model.tables import ENTERPRISES, MATERIALS, NEEDS_TABLE, SUPPLIES_TABLE

_LOST_DIGITS = re.compile(r"[0-9](?:\.[0-9]+)?[Ee]\+?[0-9]{1,2}")
_POINT_ZERO = re.compile(r"([0-9]{5,})\.0+")
_DISTRICT = re.compile(r"[0-9]{6}(?:\.0)?")
_NAMES = ("buyer", "supplier", "material")


@dataclass
class Readings:
    """What was understood rather than taken as it stands, for one notice each."""

    counts: Counter[str] = field(default_factory=Counter)


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


class RowReader:
    """Parses lines by the layout; an invalid cell is recorded as a fault and left blank."""

    def __init__(
        self,
        spreadsheet: Spreadsheet,
        layout: Layout,
        writing: Writing,
        readings: Readings,
        faults: list[Fault],
    ) -> None:
        self._spreadsheet = spreadsheet
        self._layout = layout
        self._writing = writing
        self._readings = readings
        self._faults = faults
        self._parsed: dict[str, dict[str, Value]] = {name: {} for name in _COLUMNS}
        self._plain = [
            (name, self._parsed[name])
            for name in layout.positions
            if name != "resumed" and name not in _NAMES
        ]
        self._percent = says_percent(layout.source_headers.get("output_rate", ""))

    def rows(self, line: int, cells: list[str]) -> Iterator[ListRow]:
        """One row for each supply of a line."""
        layout = self._layout
        if layout.width is not None and any(cells[layout.width :]):
            self._faults.append(self._too_wide(line, cells, layout.width))
            return
        noted = [_noted(name, at, cells) for name, at in layout.note_columns.items()]
        notes = [note for note in noted if note]
        values: dict[str, Value] = {}
        if "resumed" in layout.positions and (text := self._text("resumed", cells)):
            self._resumed(line, text, values, notes)
        for name, parsed in self._plain:
            text = self._text(name, cells)
            if name == "district" and text and not _is_code_or_unknown(text):
                notes.append(f"{layout.source_headers[name]}：{text}")
                continue
            value = parsed[text] if text in parsed else self._value(line, name, text)
            if value is not None:
                values[name] = value
        names = {
            name: self._names(line, name, self._text(name, cells))
            for name in _NAMES if name in layout.positions
        }  # fmt: skip
        if "note" in values:
            notes.insert(0, str(values.pop("note")))
        yield from self._supplies(line, names, values, self._note(line, "；".join(notes)))

    def _supplies(
        self, line: int, names: dict[str, list[str]], values: dict[str, Value], note: str | None
    ) -> Iterator[ListRow]:
        suppliers, materials = names.get("supplier", []), names.get("material", [])
        if len(suppliers) > 1 and len(materials) > 1:
            self._fault(line, "material", "；".join(materials), WHO_SUPPLIES_WHAT)
            return
        if len(suppliers) > 1 and values.get("uscc"):
            self._fault(line, "uscc", str(values["uscc"]), ONE_CODE)
            return
        buyers = names.get("buyer", [])
        if len(materials) > 1:
            self._readings.counts["materials"] += 1
        if len(suppliers) > 1 or len(buyers) > 1:
            self._readings.counts["suppliers"] += 1
        for named in product(buyers or [""], suppliers or [""], materials or [""]):
            row = values | {n: each for n, each in zip(_NAMES, named, strict=True) if each}
            yield ListRow(line, row, note, self._layout.alone)

    def _text(self, name: str, cells: list[str]) -> str:
        position = self._layout.positions[name]
        text = cells[position] if position < len(cells) else ""
        if name not in self._layout.more_positions:
            return text
        more = [cells[i] for i in self._layout.more_positions[name] if i < len(cells)]
        return "；".join(dict.fromkeys(part for part in (text, *more) if part))

    def _names(self, line: int, name: str, cell: str) -> list[str]:
        if _is_plain_name(cell):
            return [cell]
        if cell.casefold() in UNKNOWN or (name == "material" and cell == "无"):
            cell = ""
        if not cell:
            self._value(line, name, "")
            return []
        parts = material_names(cell) if name == "material" else enterprise_names(cell)
        return [str(value) for part in parts if (value := self._value(line, name, part))]

    def _value(self, line: int, name: str, text: str) -> Value:
        parsed = self._parsed[name]
        if text in parsed:
            return parsed[text]
        try:
            value = self._parse(name, text)
        except UnusualCell as unusual:
            self._fault(line, name, unusual.value, unusual.text)
            return None
        except InvalidCell as invalid:
            self._fault(line, name, text or None, expected(invalid.expected))
            return None
        if name in _REMEMBERED and len(parsed) < MOST_REMEMBERED:
            parsed[text] = value
        return value

    def _parse(self, name: str, text: str) -> Value:
        if name in _TEXTS and _is_plain_name(text):
            return text
        if name == "phone" and _PLAIN_NUMBER.fullmatch(text):
            return text
        if text in ERROR_VALUES or (text[:1] == "#" and text.upper() in ERROR_VALUES):
            raise UnusualCell(ERROR_VALUE, text)
        if text == WITHOUT_VALUE:
            raise UnusualCell(FORMULA_WITHOUT_VALUE, None)
        column = _COLUMNS[name]
        if not text:
            return parse(column, "")
        if column.kind == "date":
            return self._day(text)
        if column.kind in ("integer", "number"):
            return parse(column, self._number(name, column, text))
        if name in ("phone", "uscc"):
            return parse(column, _telephone_or_code(name, text))
        if name == "district":
            text = "" if text in UNKNOWN else half_width(text).removesuffix(".0")
        elif name in ("town", "contact") and (text in UNKNOWN or text == "无"):
            text = ""
        return parse(column, in_one_line(text))

    def _day(self, text: str) -> date | None:
        return day(text, self._writing)

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

    def _resumed(self, line: int, text: str, values: dict[str, Value], notes: list[str]) -> None:
        if text in ERROR_VALUES:
            self._fault(line, "resumed", text, ERROR_VALUE)
            return
        if text == WITHOUT_VALUE:
            self._fault(line, "resumed", None, FORMULA_WITHOUT_VALUE)
            return
        try:
            said = resumption(text, self._writing)
        except InvalidCell as invalid:
            self._fault(line, "resumed", text, expected(invalid.expected))
            return
        given = ("resumed", said.resumed), ("expected_on", said.expected_on)
        for name, value in (*given, ("resumed_on", said.resumed_on)):
            if value is not None:
                values[name] = value
        if said.note:
            notes.append(said.note)
        self._readings.counts["partly"] += said.partly

    def _note(self, line: int, written: str) -> str | None:
        if not written:
            return None
        if "#" not in written and WITHOUT_VALUE not in written and len(written) < LONGEST_TEXT:
            return written
        if any(error in written for error in ERROR_VALUES) or WITHOUT_VALUE in written:
            if WITHOUT_VALUE in written:
                self._fault(line, "note", None, FORMULA_WITHOUT_VALUE)
            else:
                self._fault(line, "note", written, ERROR_VALUE)
            return None
        if len(written) > LONGEST_TEXT:
            self._readings.counts["shortened"] += 1
            written = written[: LONGEST_TEXT - 1] + "…"
        return str(parse(_COLUMNS["note"], written))

    def _fault(self, line: int, name: str, value: str | None, text: Text) -> None:
        position = self._layout.positions.get(name)
        where = self._spreadsheet.location(
            line, position, self._layout.source_headers.get(name, "")
        )
        self._faults.append(Fault(text, where, value))

    def _too_wide(self, line: int, cells: list[str], width: int) -> Fault:
        filled = max(position for position, cell in enumerate(cells) if cell) + 1
        return Fault(
            Text(
                f"{filled} cells where the header has {width}; a cell with the separator inside"
                " needs quotes",
                f"本行有 {filled} 格，表头有 {width} 格；单元格内含分隔符须加引号",
            ),
            self._spreadsheet.location(line, None),
        )


_TEXTS = frozenset(("buyer", "supplier", "material", "town", "contact", "note"))
_PLAIN_NAME = re.compile(r"[一-鿿]{2}[一-鿿0-9A-Za-z（）()]{1,80}")
_PLAIN_NUMBER = re.compile("[0-9]{7,12}")
"""Most names and telephones: they are what they are, without a closer look."""

MOST_REMEMBERED = 20_000
"""Different texts of a column whose values are remembered."""

_REMEMBERED = frozenset(_COLUMNS) - {"uscc"}
"""Columns whose cells are parsed once for each different text."""


def _is_plain_name(text: str) -> bool:
    return _PLAIN_NAME.fullmatch(text) is not None and text not in UNKNOWN


def _is_code_or_unknown(text: str) -> bool:
    return text in UNKNOWN or bool(_DISTRICT.fullmatch(text))


def _noted(name: str, position: int, cells: list[str]) -> str | None:
    if position >= len(cells) or not cells[position]:
        return None
    text = in_one_line(cells[position])
    return text if name.startswith("（") and name.endswith("）") else f"{name}：{text}"


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
