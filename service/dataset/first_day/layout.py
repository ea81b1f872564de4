"""Where a sheet's list begins and what its columns mean."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
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

HEADER_LINES = 3
"""Lines that a header can have: groups, groups within these, and the columns' own headers."""

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

_PARTICULAR = re.compile(r"(?!其中)[^:(]{1,20}:\s*\S.*", re.S)
_DAY = re.compile(
    r"(?:[0-9]{4}[-/.年])?\s*[0-9]{1,2}[-/.月]\s*[0-9]{1,2}日?(?:\s*[0-9]{1,2}[时点:].{0,6})?|"
    "[0-9]{4}年(?:[0-9]{1,2}月)?"
)
_OF_THE_SUPPLIER = re.compile("配套|供应|供货|供方|协作|外协|supplier|vendor", re.I)
_MAIN_PRODUCT = re.compile("主(?:要|营|导|打)产品|main products?", re.I)
_Across = Mapping[int, Mapping[int, int]]


@dataclass
class Layout:
    """The positions, from 0, of a list's columns in its lines, and their headers in the file.

    ``note_columns`` are unknown columns, kept as notes; ``more_positions`` those of further columns
    with the same meaning, whose values are joined. ``first`` is the index of the first line after
    the header, ``header`` the header's cells, ``header_lines`` the numbers of its lines.
    ``repeated`` are positions of a meaning that another column has already, ``guessed`` is the
    position of a column whose side the context decides. ``anchor`` is the one that a line above the
    header names for all rows, ``anchors`` are all that such lines name. ``of_either`` are positions
    of facts between buyer and supplier, ``of_the_buyer`` those of facts that are the buyer's.
    ``beyond`` are the headers of another table to the right, which begins after position ``end``.
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
    anchor: str | None = None
    anchors: list[str] = field(default_factory=list)
    of_either: list[int] = field(default_factory=list)
    of_the_buyer: list[int] = field(default_factory=list)
    beyond: list[str] = field(default_factory=list)
    end: int | None = None

    @property
    def alone(self) -> bool:
        """Whether the list is one of enterprises, without who supplies whom."""
        return "supplier" in self.positions and "buyer" not in self.positions and not self.anchor

    @property
    def is_list(self) -> bool:
        """Whether there is a list: two sides, or enterprises with something told of them."""
        told = set(self.positions) - {"supplier", "note"}
        return "supplier" in self.positions and (
            "buyer" in self.positions
            or self.anchor is not None
            or (self.guessed is not None and bool(told))
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
    """The layout of the line, or of up to three lines one above the other, that says most.

    ``text``: of a text file, whose header line says how many cells a line has.
    """
    best, best_score = Layout(), (0, 0, 0, 0)
    anchors, across = anchors_above_tables(sheet), _merged_across(sheet)
    for index in range(min(len(sheet), HEADER_SEARCH_LINES)):
        anchor = anchors[0][1] if len(anchors) == 1 and anchors[0][0] < index else None
        above = any(index == at for at, _ in anchors)
        for header, height in _headers_from(sheet, index, 1 if above else HEADER_LINES, across):
            layout = _layout(header, mapped, anchor)
            score = _score(layout, height)
            if score > best_score:
                layout.header_lines = list(sheet.numbers[index : index + height])
                layout.first = index + height
                best, best_score = layout, score
    best.width = len(best.header) if text and best.first else None
    best = _without_another_table(best, sheet, mapped, across)
    best.anchors = [name for _, name in anchors]
    return best


def _score(layout: Layout, height: int) -> tuple[int, int, int, int]:
    """How much a header says: sides, known columns, none twice; and a line of its own rather than
    one with groups that say nothing."""
    known, groups_tell = 0, False
    for cell in filter(None, layout.header):
        last = cell.rsplit(GROUP_SEPARATOR, 1)[-1]
        found = meaning(last)
        groups_tell |= last != cell and meaning(cell) != found
        known += found not in (None, SERIAL) or cell in layout.source_headers.values()
    sides = ("buyer" in layout.positions) + ("supplier" in layout.positions)
    return sides, known * bool(layout.positions), -len(layout.repeated), groups_tell - (height > 1)


def _headers_from(
    sheet: Sheet, index: int, most: int, across: _Across
) -> Iterator[tuple[list[str], int]]:
    """The header that begins in a line, and its lines: alone, or with those below it."""
    header: list[str] | None = sheet.cells(index)
    for height in range(1, most + 1):
        if header is None:
            return
        yield header, height
        below, line = index + height, sheet.numbers[index] + height
        if below >= len(sheet) or sheet.numbers[below] != line:
            return
        cells = sheet.cells(below)
        header = _joined(_groups(header, cells), cells, across.get(line - 2, {}))


def _groups(cells: Sequence[str], below: Sequence[str]) -> list[str]:
    """The cells of a line that can be groups of those below: no title, particular or single day."""
    written = [unicodedata.normalize("NFKC", cell).strip() for cell in cells]
    days = sum(map(bool, map(_DAY.fullmatch, written)))
    groups = [
        "" if _PARTICULAR.fullmatch(each) or (days == 1 and _DAY.fullmatch(each)) else cell
        for cell, each in zip(cells, written, strict=True)
    ]
    filled = [position for position, cell in enumerate(groups) if cell]
    first = next((position for position, cell in enumerate(below) if cell), 0)
    return [""] * len(groups) if len(filled) == 1 and filled[0] <= first else groups


def _without_another_table(layout: Layout, sheet: Sheet, mapped: Mapped, across: _Across) -> Layout:
    """The layout without what stands behind a blank column, such as a count by town.

    Columns that the list lacks are its own, also behind a blank one.
    """
    merged = {at for line in layout.header_lines for at in across.get(line - 1, {})}
    for end in range(2, len(layout.header)):
        beyond = [cell for cell in layout.header[end:] if cell]
        blank = not layout.header[end] and end not in merged and not _has_values(sheet, layout, end)
        if not blank or not beyond:
            continue
        own, meanings = _layout(layout.header[:end], mapped, layout.anchor), {*map(meaning, beyond)}
        if own.is_list and not meanings & {"buyer", "supplier", ENTERPRISE} and (
            None in meanings or meanings & set(own.positions)
        ):  # fmt: skip
            own.header_lines, own.first, own.width = layout.header_lines, layout.first, layout.width
            own.beyond, own.end = beyond, end
            return own
    return layout


def _has_values(sheet: Sheet, layout: Layout, position: int) -> bool:
    return position < len(sheet.columns) and bool(
        sheet.columns[position].codes[layout.first :].any()
    )


def anchors_above_tables(sheet: Sheet) -> list[tuple[int, str]]:
    """The anchors that lines such as 龙头企业：甲电器 name, each with the index of its line."""
    found: list[tuple[int, str]] = []
    for column in sheet.columns:
        for code, text in enumerate(column.texts):
            if ":" not in text and "：" not in text:
                continue
            label, name = re.split("[:：]", text, maxsplit=1)
            if len(label) < 12 and name.strip() and meaning(label) == "buyer":
                found += [(i, name.strip()) for i in (column.codes == code).nonzero()[0].tolist()]
    for index in range(min(len(sheet), HEADER_SEARCH_LINES)):
        cells = list(filter(None, sheet.cells(index)))
        if len(cells) == 2 and meaning(cells[0]) == "buyer" and meaning(cells[1]) is None:
            found.append((index, cells[1]))
    return sorted(found)


def _layout(header: list[str], mapped: Mapped, anchor: str | None) -> Layout:
    layout = Layout(header)
    meanings = [_meaning(cell, mapped) if cell else None for cell in header]
    sides = {"buyer", "supplier"} & {each for each in meanings if each}
    unclear = [position for position, each in enumerate(meanings) if each == ENTERPRISE]
    if len(unclear) == 1 and len(sides) < 2:
        layout.guessed = unclear[0]
        meanings[unclear[0]] = "buyer" if "supplier" in sides else "supplier"
    if layout.guessed is None and {"buyer", "supplier"} <= sides:
        _tell_whose(layout, meanings, mapped)
    if layout.guessed is None and sides == {"supplier"}:
        layout.anchor = anchor
    alone = "supplier" in meanings and "buyer" not in meanings and not layout.anchor
    seen: set[str] = set()
    for position, (cell, found) in enumerate(zip(header, meanings, strict=True)):
        if not cell or found == IGNORED:
            continue
        normal = normalized_header(cell)
        if found == SERIAL:
            layout.serials.append(position)
        elif found is None or found == ENTERPRISE or (alone and found in OF_THE_SUPPLY):
            name = cell
            if position in layout.of_the_buyer:
                name = f"{header[meanings.index('buyer')]}{GROUP_SEPARATOR}{cell}"
            if name in layout.note_columns:
                layout.repeated.append(position)
            layout.note_columns.setdefault(name, position)
        elif found not in layout.positions:
            layout.positions[found] = position
            layout.source_headers[found] = cell
        elif found in JOINED and normal not in seen:
            layout.more_positions.setdefault(found, []).append(position)
        else:
            layout.repeated.append(position)
        seen.add(normal)
    return layout


def _tell_whose(layout: Layout, meanings: list[str | None], mapped: Mapped) -> None:
    """Finds the buyer's own facts, and those between buyer and supplier that may be of either.

    Behind the buyer stand its own where the supplier has such ones, too; these mean nothing then.
    """
    buyer, supplier = meanings.index("buyer"), meanings.index("supplier")
    header = layout.header
    after_buyer = [
        position > buyer and (position < supplier or supplier < buyer)
        for position in range(len(meanings))
    ]
    for position, found in enumerate(list(meanings)):
        if not after_buyer[position] or found not in (*OF_THE_SUPPLIER, "material"):
            continue
        told = normalized_header(header[position]) in mapped
        if told or (supplier < buyer and found not in JOINED):
            continue
        if _OF_THE_SUPPLIER.search(header[position]):
            continue
        behind = meanings[supplier + 1 : buyer if supplier < buyer else None]
        if found in behind:
            meanings[position] = None
            layout.of_the_buyer.append(position)
        elif position < supplier and (
            found != "material" or _MAIN_PRODUCT.search(header[position])
        ):
            meanings[position] = IGNORED  # until it is said
            layout.of_either.append(position)


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
    """Two header lines as one; ``None`` where they cannot be parts of a header."""
    if not any(above) or not any(meaning(cell) for cell in below if cell):
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
    for position in range(widest if layout.end is None else min(widest, layout.end)):
        if position >= len(layout.header) or not layout.header[position]:
            layout.note_columns[unnamed(position)] = position


def unnamed(position: int) -> str:
    """What a column without a header is called."""
    return f"（{column_letters(position)}）"
