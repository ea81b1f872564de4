"""A spreadsheet as read: its sheets, their cells as text, and how a person finds them again.

Cells are stored by column, each different text once: a workbook of 20 MB has three million cells,
and some hundred thousand different texts.
"""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

import numpy as np
import numpy.typing as npt

from service.language import Text

LINES_PER_SHEET = 1 << 21
"""More than Excel's 1,048,576 lines: a line's number also tells its sheet in a workbook."""

WITHOUT_VALUE = "\ue000formula"
"""What stands in a cell whose formula has no stored value; a character nobody writes."""

ERROR_VALUES = frozenset(
    ("#N/A", "#REF!", "#NAME?", "#DIV/0!", "#VALUE!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")
)
"""What Excel shows for a formula that failed, as a cell's value or as text pasted from one."""

Codes = npt.NDArray[np.int32]
"""By line: the index of its cell's text among the texts of the column."""


@dataclass(slots=True)
class TextColumn:
    """One column: its different texts, of which the first is blank, and a code for each line."""

    texts: list[str] = field(default_factory=lambda: [""])
    codes: Codes = field(default_factory=lambda: np.zeros(0, np.int32))


@dataclass
class Sheet:
    """One sheet: the numbers, from 1, of the lines that are not blank, and their cells by column.

    ``merged`` are ranges of merged cells: first line and column, last line and column, from 0.
    ``widths`` has for each line of a text how many cells it has, blank ones included.
    ``hidden_rows`` and ``struck`` are the rows that are hidden and the cells struck through: they
    are read like all others.
    """

    name: str
    numbers: "array[int]" = field(default_factory=lambda: array("i"))
    columns: list[TextColumn] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: bool = False
    widths: "array[int]" = field(default_factory=lambda: array("i"))
    hidden_rows: list[int] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.numbers)

    def cells(self, index: int) -> list[str]:
        """The cells of one line, without blank ones at the end unless a text has them."""
        found = [column.texts[column.codes[index]] for column in self.columns]
        if self.widths:
            return found[: self.widths[index]]
        while found and not found[-1]:
            found.pop()
        return found


class SheetWriter:
    """Fills a sheet with lines; ``as_text`` makes the text of a cell's value, once for each."""

    def __init__(self, sheet: Sheet, as_text: Callable[[Any], str], *, widths: bool = False):
        self._sheet = sheet
        self._as_text = as_text
        self._with_widths = widths
        self._known: list[_KnownTexts] = []
        self._codes: list[array[int]] = []

    def add(self, numbers: Sequence[int], rows: Sequence[Sequence[Any]]) -> None:
        """Appends lines, each a value for each cell; they need not be of one width."""
        before = len(self._sheet.numbers)
        self._sheet.numbers.extend(numbers)
        widths = list(map(len, rows))
        if self._with_widths:
            self._sheet.widths.extend(widths)
        even = len(set(widths)) < 2
        columns = zip(*rows, strict=True) if even else zip_longest(*rows, fillvalue="")
        for position, values in enumerate(columns):
            if position == len(self._codes):
                self._known.append(_KnownTexts(self._as_text))
                self._codes.append(array("i", bytes(4 * before)))
            # True and 1 are equal, and would be taken for one value.
            if not {int, bool}.isdisjoint(map(type, values)):
                values = tuple(self._as_text(v) if type(v) in (int, bool) else v for v in values)
            self._codes[position].extend(map(self._known[position].__getitem__, values))
        for codes in self._codes[max(widths, default=0) :]:
            codes.frombytes(bytes(4 * len(rows)))

    @property
    def is_blank(self) -> bool:
        """Whether no cell so far has a text."""
        return all(len(known.texts) == 1 for known in self._known)

    def close(self) -> None:
        """Puts the columns into the sheet, without the lines that turned out to be blank."""
        sheet = self._sheet
        arrays = [np.asarray(codes, np.int32) for codes in self._codes]
        filled = np.zeros(len(sheet.numbers), np.bool_)
        for codes in arrays:
            filled |= codes != 0
        if not filled.all():
            arrays = [codes[filled] for codes in arrays]
            sheet.numbers = _only(sheet.numbers, filled)
            sheet.widths = _only(sheet.widths, filled)
        sheet.columns = [
            TextColumn(known.texts, codes)
            for known, codes in zip(self._known, arrays, strict=True)
        ]  # fmt: skip
        self._known.clear()


class _KnownTexts(dict[Any, int]):
    """The code of each value of a column, so that each different value is looked at only once."""

    def __init__(self, as_text: Callable[[Any], str]) -> None:
        super().__init__({"": 0})
        self.texts = [""]
        self._as_text = as_text

    def __missing__(self, value: Any) -> int:
        text = self._as_text(value)
        code = len(self.texts) if text else 0
        if text:
            self.texts.append(text)
        self[value] = code
        return code


def _only(numbers: "array[int]", flags: npt.NDArray[np.bool_]) -> "array[int]":
    if not numbers:
        return numbers
    return array("i", np.asarray(numbers, np.int32)[flags].tobytes())


@dataclass
class Spreadsheet:
    """A file's sheets; one without a name where it is a text file.

    ``old``: a workbook of Excel 97 to 2003. ``several``: more than one sheet is read, so that a
    line is named with its sheet.
    ``date1904``: numbers that are days count from 1904. ``decimal_comma``: what the file itself
    says of its numbers. ``understood`` tells of encoding, separator and kind for a person.
    """

    file: str
    sheets: list[Sheet] = field(default_factory=list)
    workbook: bool = False
    old: bool = False
    several: bool = False
    date1904: bool = False
    decimal_comma: bool = False
    understood: list[Text] = field(default_factory=list)

    def location(self, line: int, position: int | None, header: str = "") -> str:
        """Where a cell is: ``file:sheet!B7`` of a workbook, ``file:line:header`` of a text."""
        if not self.workbook:
            return ":".join([self.file, str(line), *([header] if header else [])])
        sheet, row = divmod(line, LINES_PER_SHEET)
        letters = column_letters(position) if position is not None else ""
        return f"{self.file}:{self.sheets[sheet].name}!{letters}{row}"

    def line_name(self, line: int) -> Text:
        """A line as it is spoken of in a sentence."""
        sheet, row = divmod(line, LINES_PER_SHEET) if self.workbook else (0, line)
        if self.several:
            name = self.sheets[sheet].name
            return Text(f"line {row} of sheet {name}", f"工作表“{name}”第 {row} 行")
        return Text(f"line {row}", f"第 {row} 行")


def column_letters(position: int) -> str:
    """The name that Excel gives to the column at ``position``, from 0: A, B, … AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_position(letters: str) -> int:
    """The position, from 0, of the column that Excel calls ``letters``."""
    position = 0
    for letter in letters:
        position = position * 26 + ord(letter) - 64
    return position - 1
