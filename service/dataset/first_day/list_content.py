"""The rows of a list as read, and where their cells stand."""

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from service.dataset.first_day.layout import Layout
from service.dataset.spreadsheets.sheet import LINES_PER_SHEET, Spreadsheet
from service.dataset.tables.input_tables import CodeArray, DistinctValues, EncodedColumn


@dataclass
class ListRows:
    """What the lines of a list say, in columns: a row for each supply, or each enterprise alone.

    Buyers and suppliers share their distinct values: equal codes mean the same name. ``note`` is
    all that the line notes. ``alone``, by row: the list tells of enterprises, not of supplies.
    """

    lines: "array[int]" = field(default_factory=lambda: array("i"))
    alone: "array[int]" = field(default_factory=lambda: array("b"))
    columns: dict[str, EncodedColumn] = field(default_factory=dict)

    def distinct(self, name: str) -> DistinctValues:
        """The values of a column; a new, blank one where none of the sheets before has it."""
        if name not in self.columns:
            twin = {"buyer": "supplier", "supplier": "buyer"}.get(name, "")
            shared = self.columns[twin].distinct if twin in self.columns else DistinctValues()
            self.columns[name] = EncodedColumn(shared, array("i", bytes(4 * len(self.lines))))
        return self.columns[name].distinct

    def add(self, lines: CodeArray, columns: Mapping[str, CodeArray], *, alone: bool) -> None:
        """Appends rows: a line for each, and codes of the distinct values by column."""
        for name in columns:
            self.distinct(name)
        self.lines.frombytes(lines.astype(np.int32).tobytes())
        self.alone.frombytes(bytes([alone]) * len(lines))
        for name, column in self.columns.items():
            codes = columns.get(name)
            blank = bytes(4 * len(lines))
            column.codes.frombytes(blank if codes is None else codes.astype(np.int32).tobytes())

    def codes(self, name: str) -> CodeArray:
        """The codes of a column; all blank where no sheet has it."""
        self.distinct(name)
        return self.columns[name].code_array


@dataclass
class ListContent:
    """The rows of a list, from whichever sheets, and where their cells stand.

    ``layouts`` has the layout of each sheet that was read, by its index; ``examples`` and
    ``enterprises_only`` are indexes of sheets with a list that were not: those that show how to
    fill it in, and those that tell of enterprises beside others that tell of supplies.
    """

    spreadsheet: Spreadsheet
    layouts: dict[int, Layout] = field(default_factory=dict)
    rows: ListRows = field(default_factory=ListRows)
    examples: list[int] = field(default_factory=list)
    enterprises_only: list[int] = field(default_factory=list)

    @property
    def columns(self) -> set[str]:
        """The columns that one of the sheets has."""
        return {name for layout in self.layouts.values() for name in layout.positions}

    @property
    def note_columns(self) -> list[str]:
        """The headers that were kept as notes."""
        return list(
            dict.fromkeys(n for layout in self.layouts.values() for n in layout.note_columns)
        )

    def location(self, line: int, column: str) -> str:
        """Where the cell of ``column`` is, for a fault."""
        sheet = line // LINES_PER_SHEET if self.spreadsheet.workbook else 0
        layout = self.layouts[sheet]
        position = layout.positions.get(column)
        return self.spreadsheet.location(line, position, layout.source_headers.get(column, column))
