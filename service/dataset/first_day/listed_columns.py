"""The columns of a list as a person can say what they mean, recognized or not."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from service.dataset.first_day.headers import SERIAL, meaning, normalized_header
from service.dataset.first_day.layout import HEADER_SEARCH_LINES, IGNORED, Layout
from service.dataset.spreadsheets.sheet import Sheet, Spreadsheet
from service.dataset.tables.input_tables import ListedColumn

MAX_COLUMNS = 200
"""Columns that are listed; a list has some twenty."""


def listed_columns(
    spreadsheet: Spreadsheet,
    layouts: Mapping[int, Layout],
    read: Mapping[int, Layout],
    mapped: Mapping[str, str],
) -> list[ListedColumn]:
    """Each header once, with the field it is taken for.

    ``layouts`` are those of all visible sheets, ``read`` of those that hold a list. Where none
    does, the headers are those of the line that says most, or the fullest of the first lines.
    """
    found: dict[str, ListedColumn] = {}
    for index, layout in (read or layouts).items():
        header = layout.header if read else layout.header or fullest(spreadsheet.sheets[index])
        fields = dict(_fields(layout))
        for position, cell in enumerate(header):
            told = mapped.get(normalized_header(cell))
            if cell:
                name = IGNORED if told == IGNORED else fields.get(position)
                if not read and not name and (alone := told or meaning(cell)) != SERIAL:
                    name = alone
                either = position in layout.of_either
                guessed = (position == layout.guessed or either) and not told
                unsaid = guessed and (layout.doubtful or either)
                field = None if unsaid else name
                column = ListedColumn(cell, frozenset([position]), field, guessed)
                same = found.setdefault(normalized_header(cell), column)
                found[normalized_header(cell)] = replace(
                    same, positions=same.positions | column.positions
                )
    return list(found.values())[:MAX_COLUMNS]


def _fields(layout: Layout) -> Iterator[tuple[int, str]]:
    for name, position in layout.positions.items():
        yield position, name
    for name, positions in layout.more_positions.items():
        for position in positions:
            yield position, name


def fullest(sheet: Sheet) -> list[str]:
    """The cells of the line with most of them, of the first lines."""
    lines = [sheet.cells(index) for index in range(min(len(sheet), HEADER_SEARCH_LINES))]
    return max(lines, key=lambda cells: sum(map(bool, cells)), default=[])
