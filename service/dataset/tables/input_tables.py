"""A dataset in memory: dictionary-encoded columns, so that ten million rows fit.

A cell is stored as its code: the index of its value among the distinct values of its column. All
columns that hold ids of one label share their distinct values: equal codes mean the same node.
"""

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt

from service.dataset.tables.parse import Value
from service.language import Text
from service.model.columns import Column, Table
from service.model.tables import BY_NAME

CodeArray = npt.NDArray[np.int32]
"""One code per row."""


class DistinctValues:
    """The distinct values of a column by code: a value's code is its index. Code 0 is ``None``."""

    def __init__(self) -> None:
        self.values: list[Value] = [None]
        self._codes: dict[Value, int] = {None: 0}

    def __len__(self) -> int:
        return len(self.values)

    def code(self, value: Value) -> int:
        """The code of ``value``, a new one where it has none yet."""
        code = self._codes.setdefault(value, len(self.values))
        if code == len(self.values):
            self.values.append(value)
        return code

    def find(self, value: Value) -> int | None:
        """The code of ``value`` if it has one."""
        return self._codes.get(value)


@dataclass(slots=True)
class EncodedColumn:
    """One dictionary-encoded column: a code per row, and the distinct values by code."""

    distinct: DistinctValues
    codes: "array[int]" = field(default_factory=lambda: array("i"))

    def __getitem__(self, row: int) -> Value:
        return self.distinct.values[self.codes[row]]

    @property
    def code_array(self) -> CodeArray:
        """The codes as an array without a copy; while it is referenced no row can be added."""
        return np.asarray(self.codes, dtype=np.int32)


@dataclass
class InputTable:
    """The rows of one table as read.

    ``header`` has the names of the columns, ``lines`` the line of the file on which each row begins
    (the header is line 1).
    """

    definition: Table
    file: str
    header: list[str]
    ids: dict[str, DistinctValues] = field(default_factory=dict)
    """By label: the ids, shared by all tables of a dataset."""
    place: Callable[[int, str], str] | None = None
    """Where the cell of a line and column is, of a list, which has its own names for both."""
    lines: "array[int]" = field(default_factory=lambda: array("i"))
    encoded: list[EncodedColumn] = field(default_factory=list)

    def __post_init__(self) -> None:
        known = {column.name: column for column in self.definition.columns}
        self.encoded = [
            EncodedColumn(self._distinct_values(known.get(name))) for name in self.header
        ]

    def _distinct_values(self, column: Column | None) -> DistinctValues:
        if column is None or column.kind != "id":
            return DistinctValues()
        return self.ids.setdefault(column.refers or self.definition.label, DistinctValues())

    def __len__(self) -> int:
        return len(self.lines)

    def add(self, line: int, row: Sequence[Value]) -> None:
        """Appends a row, a value for each column; ``line`` is where it begins."""
        self.lines.append(line)
        for column, value in zip(self.encoded, row, strict=True):
            column.codes.append(0 if value is None else column.distinct.code(value))

    def location(self, row: int, column: str) -> str:
        """``file:line:column`` of one cell, or ``file:sheet!B7`` of a workbook."""
        if self.place is not None:
            return self.place(self.lines[row], column)
        return f"{self.file}:{self.lines[row]}:{column}"

    def column(self, name: str) -> EncodedColumn | None:
        """One column; ``None`` if the header does not have it."""
        return self.encoded[self.header.index(name)] if name in self.header else None

    def required_column(self, name: str) -> EncodedColumn:
        """A column without which no row can be; an empty one for a table without rows."""
        column = self.column(name)
        return EncodedColumn(DistinctValues()) if column is None else column


@dataclass(frozen=True)
class ListedColumn:
    """A column of a list: its header, where it stands (from 0, in one sheet or the other), and the
    field that it is taken for;
    ``None`` where it is kept as a note or not read, or where it is doubtful which of the two
    enterprises of a supply it names. ``guessed``: only the context says which."""

    header: str
    positions: frozenset[int]
    field: str | None = None
    guessed: bool = False


@dataclass
class Dataset:
    """One dataset as read, whether from a folder or from a first-day list."""

    id: str = ""
    title: str = ""
    as_of: date = date.min
    source: str | None = None
    licence: str | None = None
    note: str | None = None
    mapping: Mapping[str, str] | None = None
    """By normalized header: what a person has said of a list's columns, now or at earlier loads."""
    file: str | None = None
    """The name of the file or folder that was read."""
    tables: dict[str, InputTable] = field(default_factory=dict)
    other_names: dict[str, dict[str, str]] = field(default_factory=dict)
    """By label the names of rows whose ids stand for others, with the ids of those."""
    notices: list[Text] = field(default_factory=list)
    """What a person should look at; not faults."""
    understood: list[Text] = field(default_factory=list)
    """How the file was read: encoding, sheets, header, the meaning of its columns."""
    columns: list[ListedColumn] = field(default_factory=list)
    """Of a list: its columns, or what could be its header where none was recognized."""
    sheets: list[str] = field(default_factory=list)
    """The names of a workbook's sheets, in order."""
    ids: dict[str, DistinctValues] = field(default_factory=dict)
    """By label: every id that a table has or refers to."""

    def table(self, name: str) -> InputTable:
        """The rows of the table ``name``; without columns and rows where there is no file."""
        if name in self.tables:
            return self.tables[name]
        return InputTable(BY_NAME[name], BY_NAME[name].file, [], self.ids)
