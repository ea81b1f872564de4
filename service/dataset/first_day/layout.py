"""Where a sheet's list begins and what its columns mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from service.dataset.first_day.columns import LIST_COLUMNS
from service.dataset.first_day.headers import (
    ENTERPRISE,
    GROUP_SEPARATOR,
    SERIAL,
    meaning,
    normalized_header,
)
from service.dataset.spreadsheets.sheet import Sheet, column_letters

HEADER_SEARCH_LINES = 15
"""Lines in which the header is searched; above it such lists have titles."""

IGNORED = "ignore"
"""What a person maps a column to that is not to be read."""

FIELDS = (*(column.name for column in LIST_COLUMNS), ENTERPRISE, IGNORED)
"""What a column can be mapped to."""

JOINED = ("contact", "phone", "note")
"""Columns that a list may have several times: their values are joined."""

OF_THE_SUPPLIER = (
    "uscc", "district", "town", "contact", "phone", "resumed", "resumed_on", "expected_on",
    "output_rate", "headcount", "on_post",
)  # fmt: skip
"""Columns that tell of the supporting enterprise."""

OF_THE_SUPPLY = ("material", "stock_days", "lead_days")

Mapped = Mapping[str, str]
"""By normalized header: the field that a person says it means."""


@dataclass
class Layout:
    """The positions, from 0, of a list's columns in its lines, and their headers in the file.

    ``note_columns`` are unknown columns, kept as notes; ``more_positions`` those of further columns
    with the same meaning, whose values are joined. ``first`` is the index of the first line after
    the header, ``header`` the header's cells, ``header_lines`` the numbers of its lines.
    ``repeated`` are positions of a meaning that another column has already, ``guessed`` is the
    position of a column whose side the context decides.
    """

    header: list[str] = field(default_factory=list)
    header_lines: list[int] = field(default_factory=list)
    first: int = 0
    width: int | None = None
    positions: dict[str, int] = field(default_factory=dict)
    source_headers: dict[str, str] = field(default_factory=dict)
    note_columns: dict[str, int] = field(default_factory=dict)
    more_positions: dict[str, list[int]] = field(default_factory=dict)
    serials: list[int] = field(default_factory=list)
    repeated: list[int] = field(default_factory=list)
    guessed: int | None = None

    @property
    def alone(self) -> bool:
        """Whether the list is one of enterprises, without who supplies whom."""
        return "supplier" in self.positions and "buyer" not in self.positions

    @property
    def is_list(self) -> bool:
        """Whether there is a list: two sides, or enterprises with something told of them."""
        told = set(self.positions) - {"supplier", "note"}
        return "supplier" in self.positions and (
            "buyer" in self.positions or (self.guessed is not None and bool(told))
        )

    @property
    def doubtful(self) -> bool:
        """Whether facts stand beside two enterprises and the header says of neither whose."""
        return (
            self.guessed is not None
            and not self.alone
            and any(column in self.positions for column in OF_THE_SUPPLIER)
        )


def find_layout(sheet: Sheet, mapped: Mapped, *, text: bool) -> Layout:
    """The layout of the line, or of two lines one above the other, that says most.

    ``text``: of a text file, whose header line says how many cells a line has.
    """
    best, best_score = Layout(), (0, 0, 0)
    across = _merged_across(sheet)
    for index, line in enumerate(sheet.numbers[:HEADER_SEARCH_LINES]):
        cells = sheet.cells(index)
        candidates = [(cells, [line], index + 1)]
        if index + 1 < len(sheet) and sheet.numbers[index + 1] == line + 1:
            below = sheet.cells(index + 1)
            joined = _joined(cells, below, across.get(line - 1, {}))
            if joined:
                candidates.append((joined, [line, line + 1], index + 2))
        for header, lines, first in candidates:
            layout = _layout(header, mapped)
            sides = ("buyer" in layout.positions) + ("supplier" in layout.positions)
            # a line with one cell is a title rather than the groups of the header below it
            title = len(lines) > 1 and sum(map(bool, cells)) == 1
            score = (sides, len(layout.positions) + len(layout.more_positions), -title)
            if score > best_score:
                layout.header_lines, layout.first = lines, first
                layout.width = len(header) if text else None
                best, best_score = layout, score
    return best


def _layout(header: list[str], mapped: Mapped) -> Layout:
    layout = Layout(header)
    meanings = [_meaning(cell, mapped) if cell else None for cell in header]
    sides = {"buyer", "supplier"} & {each for each in meanings if each}
    unclear = [position for position, each in enumerate(meanings) if each == ENTERPRISE]
    if len(unclear) == 1 and len(sides) < 2:
        layout.guessed = unclear[0]
        meanings[unclear[0]] = "buyer" if "supplier" in sides else "supplier"
    alone = "supplier" in meanings and "buyer" not in meanings
    seen: set[str] = set()
    for position, (cell, found) in enumerate(zip(header, meanings, strict=True)):
        if not cell or found == IGNORED:
            continue
        normal = normalized_header(cell)
        if found == SERIAL:
            layout.serials.append(position)
        elif found is None or found == ENTERPRISE or (alone and found in OF_THE_SUPPLY):
            if cell in layout.note_columns:
                layout.repeated.append(position)
            layout.note_columns.setdefault(cell, position)
        elif found not in layout.positions:
            layout.positions[found] = position
            layout.source_headers[found] = cell
        elif found in JOINED and normal not in seen:
            layout.more_positions.setdefault(found, []).append(position)
        else:
            layout.repeated.append(position)
        seen.add(normal)
    return layout


def _meaning(header: str, mapped: Mapped) -> str | None:
    told = mapped.get(normalized_header(header))
    return told or meaning(header)


def _merged_across(sheet: Sheet) -> dict[int, dict[int, int]]:
    """By line, from 0: the first position of the merged cells that a position belongs to."""
    found: dict[int, dict[int, int]] = {}
    for top, left, bottom, right in sheet.merged:
        if right > left and top < HEADER_SEARCH_LINES * 10 and right - left < 1000:
            for row in range(top, min(bottom, top + 3) + 1):
                found.setdefault(row, {}).update(dict.fromkeys(range(left, right + 1), left))
    return found


def _joined(
    above: Sequence[str], below: Sequence[str], across: Mapping[int, int]
) -> list[str] | None:
    """Two header lines as one; ``None`` where the lower one cannot be a part of a header."""
    if not any(below) or not any(meaning(cell) for cell in below if cell):
        return None
    joined: list[str] = []
    group = ""
    for position in range(max(len(above), len(below))):
        upper = above[position] if position < len(above) else ""
        lower = below[position] if position < len(below) else ""
        if upper:
            group = upper
        elif position in across:
            group = above[across[position]] if across[position] < len(above) else ""
        elif not lower:
            group = ""
        if not lower:
            joined.append(upper)
        elif group and group != lower:
            joined.append(f"{group}{GROUP_SEPARATOR}{lower}")
        else:
            joined.append(lower)
    return joined


def name_unnamed_columns(layout: Layout, widest: int) -> None:
    """Makes notes of the columns that have no header; they are called by Excel's letters."""
    for position in range(widest):
        if position >= len(layout.header) or not layout.header[position]:
            layout.note_columns[unnamed(position)] = position


def unnamed(position: int) -> str:
    """What a column without a header is called."""
    return f"（{column_letters(position)}）"
