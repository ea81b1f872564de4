"""A dataset in memory: tables by columns, so that ten million rows fit.

A cell is a number, its code: the place of its value among the different values of its column. All
columns that hold ids of one label share their values, so that equal codes mean the same node.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt

from service.dataset.parse import Value
from service.language import Text
from service.model.columns import Column, Table
from service.model.tables import BY_NAME

Codes = npt.NDArray[np.int32]
"""A code per row."""


class Words:
    """The different values of a column; a value's code is its place. Code 0 is ``None``."""

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
class Cells:
    """One column: the code of each row's cell, and what the codes stand for."""

    words: Words
    codes: "array[int]" = field(default_factory=lambda: array("i"))

    def __getitem__(self, row: int) -> Value:
        return self.words.values[self.codes[row]]

    @property
    def vector(self) -> Codes:
        """The codes for reckoning with; while it is held no row can be added."""
        return np.asarray(self.codes, dtype=np.int32)


@dataclass
class Sheet:
    """The rows of one table: ``columns`` as the header names them, and the line each row begins on
    (the header is line 1)."""

    table: Table
    file: str
    columns: list[str]
    ids: dict[str, Words] = field(default_factory=dict)
    """By label: the ids, shared by all tables of a dataset."""
    headers: dict[str, str] = field(default_factory=dict)
    """What the file itself calls a column, where that is another name."""
    lines: "array[int]" = field(default_factory=lambda: array("i"))
    cells: list[Cells] = field(default_factory=list)

    def __post_init__(self) -> None:
        known = {column.name: column for column in self.table.columns}
        self.cells = [Cells(self._words(known.get(name))) for name in self.columns]

    def _words(self, column: Column | None) -> Words:
        if column is None or column.kind != "id":
            return Words()
        return self.ids.setdefault(column.refers or self.table.label, Words())

    def __len__(self) -> int:
        return len(self.lines)

    def add(self, line: int, row: Sequence[Value]) -> None:
        """One more row, a value for each column."""
        self.lines.append(line)
        for cells, value in zip(self.cells, row, strict=True):
            cells.codes.append(cells.words.code(value))

    def where(self, row: int, column: str) -> str:
        """``file:line:column`` of one cell."""
        return f"{self.file}:{self.lines[row]}:{self.headers.get(column, column)}"

    def column(self, name: str) -> Cells | None:
        """The cells of a column; ``None`` if the header does not name it."""
        return self.cells[self.columns.index(name)] if name in self.columns else None

    def required(self, name: str) -> Cells:
        """The cells of a column without which no row can be."""
        cells = self.column(name)
        return cells if cells is not None else Cells(Words())


@dataclass
class Dataset:
    """One dataset as read, whether from a folder or from a first-day list."""

    id: str = ""
    title: str = ""
    as_of: date = date.min
    source: str | None = None
    licence: str | None = None
    note: str | None = None
    sheets: dict[str, Sheet] = field(default_factory=dict)
    notices: list[Text] = field(default_factory=list)
    """What a person should look at; no fault."""
    ids: dict[str, Words] = field(default_factory=dict)
    """By label: every id that a table has or refers to."""

    def sheet(self, name: str) -> Sheet:
        """The table's rows; an empty one without columns where there is no file."""
        if name in self.sheets:
            return self.sheets[name]
        return Sheet(BY_NAME[name], BY_NAME[name].file, [], self.ids)
