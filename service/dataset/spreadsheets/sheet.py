"""A spreadsheet as read: its sheets, their cells as text, and how a person finds them again."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from service.language import Text

LINES_PER_SHEET = 1 << 21
"""More than Excel's 1,048,576 lines: a line's number also tells its sheet in a workbook."""

WITHOUT_VALUE = "\ue000formula"
"""What stands in a cell whose formula has no stored value; a character nobody writes."""

ERROR_VALUES = frozenset(
    ("#N/A", "#REF!", "#NAME?", "#DIV/0!", "#VALUE!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")
)
"""What Excel shows for a formula that failed, as a cell's value or as text pasted from one."""


@dataclass
class Sheet:
    """One sheet: lines of cells, each with its number from 1; blank lines are left out.

    ``merged`` are ranges of merged cells: first line and column, last line and column, from 0.
    """

    name: str
    lines: list[tuple[int, list[str]]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: bool = False


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


def filled_lines(
    lines: Iterable[tuple[int, list[str]]],
) -> Iterator[tuple[int, list[str]]]:
    """The lines that are not blank, without the blank cells at their end."""
    for line, cells in lines:
        last = len(cells)
        while last and not cells[last - 1]:
            last -= 1
        if last:
            yield line, cells[:last]
