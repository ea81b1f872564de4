"""The rows of a list as read, and where their cells stand."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from service.dataset.first_day.layout import Layout
from service.dataset.parse import Value
from service.dataset.spreadsheets.sheet import LINES_PER_SHEET, Spreadsheet


@dataclass(frozen=True, slots=True)
class ListRow:
    """What one line says of one supply: a value for each column of the list, and its note.

    ``alone``: the list tells of enterprises, not of who supplies whom.
    """

    line: int
    values: dict[str, Value]
    note: str | None
    alone: bool = False


@dataclass
class ListContent:
    """The rows of a list, from whichever sheets, and where their cells stand.

    ``layouts`` has the layout of each sheet that was read, by its index.
    """

    spreadsheet: Spreadsheet
    layouts: dict[int, Layout] = field(default_factory=dict)
    rows: Iterable[ListRow] = ()

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
