"""The rows of one sheet as values, read column by column: each different text is parsed once.

An invalid cell is recorded as a fault at its place, and left blank.
"""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import product
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from service.dataset.first_day.cell_faults import (
    ONE_CODE,
    WHO_SUPPLIES_WHAT,
    WHO_SUPPLIES_WHAT_OR_PAIR,
    UnusualCell,
)
from service.dataset.first_day.cells import CellParser, Readings, Refusal, is_code_or_unknown
from service.dataset.first_day.header_remarks import WEEKS, in_weeks
from service.dataset.first_day.headers import says_percent, unit
from service.dataset.first_day.layout import Layout
from service.dataset.first_day.list_content import ListRows
from service.dataset.first_day.several_values import in_one_line
from service.dataset.first_day.text_columns import blank_column, joined, mapped
from service.dataset.spreadsheets.sheet import Spreadsheet, TextColumn
from service.dataset.tables.csv_reader import expected
from service.dataset.tables.input_tables import CodeArray, DistinctValues
from service.dataset.tables.parse import InvalidCell, Value
from service.dataset.tables.written_values import Writing
from service.errors import Fault
from service.language import Text

NAMES = ("buyer", "supplier", "material")

MAX_PLACES = 10
"""Of cells that are told together."""

_Read = TypeVar("_Read")


class SheetReader:
    """Reads the rows of one sheet by its layout. ``pair``: as many suppliers as materials in a line
    are paired one to one."""

    def __init__(
        self,
        spreadsheet: Spreadsheet,
        layout: Layout,
        writing: Writing,
        readings: Readings,
        faults: list[Fault],
        *,
        pair: bool = False,
    ) -> None:
        self._spreadsheet = spreadsheet
        self._layout = layout
        self._readings = readings
        self._faults = faults
        self._pair = pair
        percent = says_percent(layout.source_headers.get("output_rate", ""))
        self._parser = CellParser(writing, readings, percent=percent)
        self._lines: CodeArray = np.zeros(0, np.int32)
        self._columns: list[TextColumn] = []

    def read(
        self, lines: CodeArray, columns: list[TextColumn], rows: ListRows, town: str | None = None
    ) -> None:
        """Appends the rows of ``lines`` to ``rows``; all of them are in ``town``, if given."""
        self._lines, self._columns = lines, columns
        self._leave_out_wide_lines()
        values: dict[str, CodeArray] = {}
        notes = [
            mapped(self._at(position), _noted(header))
            for header, position in self._layout.note_columns.items()
        ]
        if "resumed" in self._layout.positions:
            notes.append(self._read_resumption(values, rows))
        for name in self._layout.positions:
            if name == "resumed" or name in NAMES:
                continue
            column = self._column(name)
            if name == "note":
                notes.insert(0, self._read_note(column))
                continue
            if name == "district":
                notes.append(self._district_names(column))
                column = mapped(column, lambda text: text if is_code_or_unknown(text) else "")
            weeks = unit(self._layout.source_headers[name], name) == WEEKS
            read = partial(self._weeks, name) if weeks else None
            codes = self._values(name, column, rows.distinct(name), read)
            earlier = values.get(name)
            values[name] = codes if earlier is None else np.where(codes, codes, earlier)
        if town is not None:
            values["town"] = np.full(len(self._lines), rows.distinct("town").code(town), np.int32)
        names = [self._names(name, rows.distinct(name)) for name in NAMES]
        note = joined(notes, "；".join, len(self._lines))
        values["note"] = self._values("note", note, rows.distinct("note"), self._parser.note)
        self._add_supplies(rows, values, names)

    def _at(self, position: int) -> TextColumn:
        if position < len(self._columns):
            return self._columns[position]
        return blank_column(len(self._lines))

    def _column(self, name: str) -> TextColumn:
        """The cells of a column, joined with those of further columns of the same meaning."""
        positions = [self._layout.positions[name], *self._layout.more_positions.get(name, ())]
        columns = [self._at(position) for position in positions]
        return joined(columns, lambda parts: "；".join(dict.fromkeys(parts)), len(self._lines))

    def _read_each(
        self, name: str, column: TextColumn, read: Callable[[str], _Read], default: _Read
    ) -> list[_Read]:
        """What ``read`` makes of each different text that a line has; faults for the invalid."""
        found = [default] * len(column.texts)
        refused: dict[int, list[Refusal]] = {}
        used = np.zeros(len(column.texts), np.bool_)
        used[column.codes] = True
        for index in used.nonzero()[0].tolist():
            text = column.texts[index]
            try:
                found[index] = read(text)
            except UnusualCell as unusual:
                refused[index] = [(unusual.text, unusual.value)]
            except InvalidCell as invalid:
                refused[index] = [(expected(invalid.expected), text or None)]
        self._report(name, column, refused)
        return found

    def _values(
        self,
        name: str,
        column: TextColumn,
        distinct: DistinctValues,
        read: Callable[[str], Value] | None = None,
    ) -> CodeArray:
        """The codes of the values of a column by line."""
        parse = read or partial(self._parser.value, name)
        code = distinct.code
        codes = self._read_each(name, column, lambda text: code(parse(text)), 0)
        return np.asarray(codes, np.int32)[column.codes]

    def _weeks(self, name: str, text: str) -> Value:
        return self._parser.value(name, in_weeks(text))

    def _read_resumption(self, values: dict[str, CodeArray], rows: ListRows) -> TextColumn:
        """Puts what 是否复工 says into ``values``, and gives what is noted there."""
        column = self._column("resumed")
        said = self._read_each(
            "resumed", column, lambda text: self._parser.resumption(text) if text else None, None
        )
        for name in ("resumed", "expected_on", "resumed_on"):
            given = [getattr(each, name) if each else None for each in said]
            if name == "resumed" or any(value is not None for value in given):
                distinct = rows.distinct(name)
                codes = [0 if value is None else distinct.code(value) for value in given]
                values[name] = np.asarray(codes, np.int32)[column.codes]
        by_text = {
            text: each.note for text, each in zip(column.texts, said, strict=True)
            if each and each.note
        }  # fmt: skip
        return mapped(column, lambda text: by_text.get(text, ""))

    def _read_note(self, column: TextColumn) -> TextColumn:
        texts = self._read_each(
            "note", column, lambda text: in_one_line(self._parser.note(text) or ""), ""
        )
        by_text = dict(zip(column.texts, texts, strict=True))
        return mapped(column, by_text.__getitem__)

    def _district_names(self, column: TextColumn) -> TextColumn:
        header = self._layout.source_headers["district"]
        return mapped(column, lambda t: f"{header}：{t}" if not is_code_or_unknown(t) else "")

    def _names(self, name: str, distinct: DistinctValues) -> "_Names":
        if name == "buyer" and self._layout.anchor:
            names, _ = self._parser.names(name, self._layout.anchor)
            codes = [distinct.code(each) for each in names]
            return _Names(blank_column(len(self._lines)).codes, [codes])
        if name not in self._layout.positions:
            return _Names(blank_column(len(self._lines)).codes, [[]])
        column = self._column(name)
        refused: dict[int, list[Refusal]] = {}
        used = np.zeros(len(column.texts), np.bool_)
        used[column.codes] = True
        found: list[list[int]] = [[] for _ in column.texts]
        for index in used.nonzero()[0].tolist():
            names, wrong = self._parser.names(name, column.texts[index])
            found[index] = list(map(distinct.code, names))
            if wrong:
                refused[index] = wrong
        self._report(name, column, refused)
        return _Names(column.codes, found)

    def _add_supplies(
        self, rows: ListRows, values: dict[str, CodeArray], names: "list[_Names]"
    ) -> None:
        """A row for each supply of a line: of every buyer, supplier and material in it."""
        buyers, suppliers, materials = (each.counts() for each in names)
        counts = np.maximum(buyers, 1) * np.maximum(suppliers, 1) * np.maximum(materials, 1)
        unclear = (suppliers > 1) & (materials > 1)
        paired = unclear & (suppliers == materials) & self._pair
        counts[paired] //= materials[paired]
        unclear &= ~paired
        one_code = (suppliers > 1) & ~unclear & (values.get("uscc", np.zeros_like(counts)) > 0)
        for row in unclear.nonzero()[0].tolist():
            pairs = suppliers[row] == materials[row]
            text = WHO_SUPPLIES_WHAT_OR_PAIR if pairs else WHO_SUPPLIES_WHAT
            shown = "；".join(str(rows.distinct("material").values[c]) for c in names[2].at(row))
            self._fault(int(self._lines[row]), "material", shown, text)
        for row in one_code.nonzero()[0].tolist():
            code = rows.distinct("uscc").values[values["uscc"][row]]
            self._fault(int(self._lines[row]), "uscc", str(code), ONE_CODE)
        counts[unclear | one_code] = 0
        taken = counts > 0
        self._tell("materials", "material", taken & (materials > 1))
        self._tell("suppliers", "supplier", taken & (suppliers > 1))
        self._tell("buyers", "buyer", taken & (buyers > 1))
        for line in self._lines[paired & taken].tolist():
            self._readings.paired.append(self._place(line, "material"))
        source = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
        columns = {name: codes[source] for name, codes in values.items()}
        for name, each in zip(NAMES, names, strict=True):
            columns[name] = each.first()[source]
        begins = np.cumsum(counts) - counts
        for row in (counts > 1).nonzero()[0].tolist():
            listed = [each.at(row) or [0] for each in names]
            supplies = list(product(*listed))
            if paired[row]:
                supplies = [(b, *pair) for b in listed[0] for pair in zip(*listed[1:], strict=True)]
            rows_of_line = slice(begins[row], begins[row] + counts[row])
            for name, codes in zip(NAMES, zip(*supplies, strict=True), strict=True):
                columns[name][rows_of_line] = codes
        rows.add(self._lines[source], columns, alone=self._layout.alone)

    def _tell(self, reading: str, name: str, rows: npt.NDArray[np.bool_]) -> None:
        """Counts the cells of a column that hold several names, and keeps the first places."""
        self._readings.counts[reading] += int(rows.sum())
        first = self._readings.first.setdefault(reading, [])
        for line in self._lines[rows][: MAX_PLACES - len(first)].tolist():
            first.append(self._place(line, name))

    def _report(self, name: str, column: TextColumn, refused: dict[int, list[Refusal]]) -> None:
        if not refused:
            return
        flags = np.zeros(len(column.texts), np.bool_)
        flags[list(refused)] = True
        for row in flags[column.codes].nonzero()[0].tolist():
            for text, value in refused[int(column.codes[row])]:
                self._fault(int(self._lines[row]), name, value, text)

    def _fault(self, line: int, name: str, value: str | None, text: Text) -> None:
        self._faults.append(Fault(text, self._place(line, name), value))

    def _place(self, line: int, name: str) -> str:
        header = self._layout.source_headers.get(name, "")
        return self._spreadsheet.location(line, self._layout.positions.get(name), header)

    def _leave_out_wide_lines(self) -> None:
        """Leaves out, as faults, the lines that have more cells than the header."""
        width = self._layout.width
        if width is None:
            return
        wide = np.zeros(len(self._lines), np.bool_)
        for column in self._columns[width:]:
            wide |= column.codes != 0
        if not wide.any():
            return
        for row in wide.nonzero()[0].tolist():
            filled = [at for at, column in enumerate(self._columns) if column.codes[row]]
            self._faults.append(self._too_wide(int(self._lines[row]), filled[-1] + 1, width))
        self._lines = self._lines[~wide]
        self._columns = [TextColumn(each.texts, each.codes[~wide]) for each in self._columns]

    def _too_wide(self, line: int, filled: int, width: int) -> Fault:
        return Fault(
            Text(
                f"{filled} cells where the header has {width}; a cell with the separator inside"
                " needs quotes",
                f"本行有 {filled} 格，表头有 {width} 格；单元格内含分隔符须加引号",
            ),
            self._spreadsheet.location(line, None),
        )


class _Names:
    """The names in the cells of one column: by different text, the codes of those in it."""

    def __init__(self, codes: CodeArray, found: Sequence[Sequence[int]]) -> None:
        self._codes = codes
        self._found = found

    def counts(self) -> CodeArray:
        """By line: how many names there are."""
        return np.asarray(list(map(len, self._found)), np.int32)[self._codes]

    def first(self) -> CodeArray:
        """By line: the code of the first name, 0 where there is none."""
        return np.asarray([c[0] if c else 0 for c in self._found], np.int32)[self._codes]

    def at(self, row: int) -> list[int]:
        """The codes of all names in one line."""
        return list(self._found[self._codes[row]])


def _noted(header: str) -> Callable[[str], str]:
    if header.startswith("（") and header.endswith("）"):
        return in_one_line
    return lambda text: f"{header}：{in_one_line(text)}" if text else ""
