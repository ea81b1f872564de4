"""The lines of a list that are no row of it, and cells that repeat the one above."""

import re
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from service.dataset.first_day.headers import (
    ENTERPRISE,
    GROUP_SEPARATOR,
    header_words,
    meaning,
    normalized_header,
)
from service.dataset.first_day.layout import Layout
from service.dataset.first_day.row_words import (
    explains_columns,
    is_heading,
    is_placeholder,
    is_remark,
    says_example,
    says_footnote,
    says_signature,
    says_total,
    squeezed,
)
from service.dataset.spreadsheets.sheet import Codes, Sheet, TextColumn

Flags = npt.NDArray[np.bool_]

EXPLAINING_LINES = 3
"""Lines below the header that may number its columns, or say how to fill them in."""

_STARS = frozenset("*※注")
_STARRED = re.compile(r"[*※注].{4,}", re.S)
_DITTO = frozenset(
    ("同上", "同前", "上同", "〃", '"', "″", "''", "”", "“", "do", "do.", "ditto", "id.", "idem",
     "-〃-", "-\"-", "—〃—", "--\"--", "…〃…", "々", "↑", "″″", '""',
     "同上一行", "同上行", "..")
)  # fmt: skip


@dataclass
class LeftOut:
    """The numbers of the lines that were taken for no rows, by kind.

    ``moved`` is the line of another header, with its columns at other places, in the sheet read
    last: what stands below it is not read.
    """

    totals: list[int] = field(default_factory=list)
    footnotes: list[int] = field(default_factory=list)
    headers: list[int] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    examples: list[int] = field(default_factory=list)
    explanations: list[int] = field(default_factory=list)
    moved: int | None = None
    ditto: int = 0


def rows_of(
    sheet: Sheet, layout: Layout, left_out: LeftOut
) -> tuple[Codes, list[TextColumn]]:  # fmt: skip
    """The rows of a list, their line numbers and columns: merged cells filled down, signs of
    repetition replaced, without blank lines, totals, footnotes and headers said again."""
    numbers = np.asarray(sheet.numbers, np.int32)[layout.first :]
    given = [
        TextColumn(column.texts, column.codes[layout.first :])
        for column in sheet.columns[: layout.end]
    ]
    columns = _filled_down(sheet, layout, numbers, given)
    told = np.zeros(len(numbers), np.bool_)
    for position, column in enumerate(columns):
        if position not in layout.serials:
            told |= column.codes != 0
    kept = told if layout.serials or layout.end else np.ones(len(numbers), np.bool_)
    kinds = _Kinds(sheet, layout)
    left_out.moved = None
    for row in (kinds.candidates(given, columns) & kept).nonzero()[0].tolist():
        line = int(numbers[row])
        kind = kinds.kind(row, _cells(given, row), _cells(columns, row))
        if kind == "moved":
            left_out.moved = line
            kept[row:] = False
            break
        if kind is not None:
            getattr(left_out, kind).append(line)
            kept[row] = False
    if not kept.all():
        numbers = numbers[kept]
        columns = [TextColumn(column.texts, column.codes[kept]) for column in columns]
    return numbers, [_repeated(column, left_out) for column in columns]


def _cells(columns: list[TextColumn], row: int) -> list[str]:
    return [column.texts[column.codes[row]] for column in columns]


class _Kinds:
    """Tells of the lines below one header which are no rows of its list."""

    def __init__(self, sheet: Sheet, layout: Layout) -> None:
        self._layout = layout
        self._header = _header_words(layout)
        above = range(layout.first - len(layout.header_lines))
        lines = [list(filter(None, sheet.cells(index))) for index in above]
        self._titles = {cells[0] for cells in lines if len(cells) == 1}
        self._names = _name_positions(layout)

    def candidates(self, given: list[TextColumn], columns: list[TextColumn]) -> Flags:
        """The lines that need a closer look: found by their different texts, not line by line."""
        found = np.zeros(len(columns[0].codes) if columns else 0, np.bool_)
        colons, count, sole = found.astype(np.int32), found.astype(np.int32), found.astype(np.int32)
        found[:EXPLAINING_LINES] = True
        known = self._header | header_words()
        for position, column in enumerate(columns):
            texts = column.texts
            wanted = [i for i, text in enumerate(texts) if says_total(text) or says_example(text)]
            if position in self._names:
                wanted += [i for i, t in enumerate(texts) if t in known or is_placeholder(t)]
            elif not self._header.isdisjoint(texts):
                wanted += [i for i, text in enumerate(texts) if text in self._header]
            found |= _rows_with(column, wanted)
        for position, column in enumerate(given):
            texts, together = column.texts, "\n".join(column.texts)
            count += column.codes != 0
            if position not in self._layout.serials:
                sole += column.codes != 0
            found |= _rows_with(column, [i for i, text in enumerate(texts) if says_signature(text)])
            if ":" in together or "：" in together:
                colons += _rows_with(column, [i for i, t in enumerate(texts) if says_footnote(t)])
        for column in given:
            used = np.unique(column.codes[sole == 1]).tolist()
            found |= (sole == 1) & _rows_with(
                column,
                [i for i in used if (t := column.texts[i])[:1] in _STARS or self._of_sole_cell(t)],
            )
        found |= (colons == count) & (count > 0)
        return found

    def kind(self, row: int, cells: list[str], filled: list[str]) -> str | None:
        """The field of ``LeftOut`` that a line belongs to; ``cells`` as given, and filled down."""
        if not any(filled):
            return None
        if _repeats_header(self._layout, filled):
            return "headers"
        if _is_header(filled):
            return "headers" if _same_header(self._layout, filled) else "moved"
        if row < EXPLAINING_LINES and explains_columns(cells, sum(map(bool, self._layout.header))):
            return "explanations"
        if self._is_example(cells, filled):
            return "examples"
        if _is_total(self._layout, cells, filled):
            return "totals"
        if _is_footnote(self._layout, cells):
            return "footnotes"
        serials = self._layout.serials
        other = [cell for at, cell in enumerate(cells) if cell and at not in serials]
        return self._of_sole_cell(other[0]) if len(other) == 1 else None

    def _of_sole_cell(self, cell: str) -> str | None:
        """What a line is by the only cell that it has beside its number."""
        if is_remark(cell) or cell in self._titles:
            return "footnotes"
        return "headings" if is_heading(cell, alone=self._layout.alone) else None

    def _is_example(self, cells: list[str], filled: list[str]) -> bool:
        first = next((cell for cell in cells if cell), "")
        names = [filled[i] for i in self._names if i < len(filled) and filled[i]]
        return says_example(first) or (bool(names) and all(map(is_placeholder, names)))


def _rows_with(column: TextColumn, indexes: list[int]) -> Flags:
    """By row: whether its text is one of those at ``indexes``."""
    flags = np.zeros(len(column.texts), np.bool_)
    flags[indexes] = True
    flags[0] = False
    by_row: Flags = flags[column.codes]
    return by_row


def _repeated(column: TextColumn, left_out: LeftOut) -> TextColumn:
    """The column with the text above in place of 同上 and the like."""
    texts = column.texts
    short = ((i, "".join(text.split()).casefold()) for i, text in enumerate(texts) if len(text) < 8)
    signs = [i for i, text in short if text in _DITTO]
    ditto = _rows_with(column, signs)
    if not ditto.any():
        return column
    codes = column.codes.copy()
    for row in ditto.nonzero()[0].tolist():
        codes[row] = codes[row - 1] if row else 0
        left_out.ditto += 1
    return TextColumn(column.texts, codes)


def _filled_down(
    sheet: Sheet, layout: Layout, numbers: Codes, given: list[TextColumn]
) -> list[TextColumn]:
    """The columns with the texts that merged cells above give to those below."""
    columns = list(given)
    for top, left, bottom, _ in sheet.merged:
        if left >= len(given) or bottom <= top:
            continue
        first, begin, end = np.searchsorted(numbers, (top + 1, top + 2, bottom + 2)).tolist()
        if begin >= end or numbers[first] != top + 1 or not (code := given[left].codes[first]):
            continue
        if columns[left] is given[left]:
            columns[left] = TextColumn(given[left].texts, given[left].codes.copy())
        codes = columns[left].codes[begin:end]
        codes[codes == 0] = code
    return columns


def _header_words(layout: Layout) -> set[str]:
    return {part for cell in layout.header if cell for part in (cell, *cell.split(GROUP_SEPARATOR))}


def _repeats_header(layout: Layout, cells: list[str]) -> bool:
    same = 0
    for position, cell in enumerate(cells):
        if cell:
            header = layout.header[position] if position < len(layout.header) else ""
            parts = {normalized_header(part) for part in [header, *header.split(GROUP_SEPARATOR)]}
            if normalized_header(cell) not in parts:
                return False
            same += 1
    return same > 1


def _is_header(cells: list[str]) -> bool:
    """Whether a line is a header, perhaps of another table: more known words than others."""
    filled = [cell for cell in cells if cell]
    known = [found for cell in filled if (found := meaning(cell))]
    sides = {"buyer", "supplier", ENTERPRISE} & set(known)
    return bool(sides) and len(known) > 1 and len(known) * 2 > len(filled)


def _same_header(layout: Layout, cells: list[str]) -> bool:
    """Whether a header has the columns of the one above, perhaps in other words."""
    for position, cell in enumerate(cells):
        header = layout.header[position] if position < len(layout.header) else ""
        last = header.rsplit(GROUP_SEPARATOR, 1)[-1]
        found = meaning(cell)
        if cell and cell not in (header, last) and (
            found is None or found not in (meaning(header), meaning(last))
        ):  # fmt: skip
            return False
    return True


def _is_total(layout: Layout, cells: list[str], filled: list[str]) -> bool:
    names = [cells[i] for i in _name_positions(layout) if i < len(cells) and cells[i]]
    material = layout.positions.get("material", len(cells))
    of = cells[material] if material < len(cells) else ""
    first = next((cell for cell in cells if cell), "")
    if len(names) > 1 and first not in names and squeezed(first).startswith("其中"):
        return False
    if any(says_total(each) and not squeezed(each).isascii() for each in (first, *names, of)):
        return True
    if not any(map(says_total, (first, *names[:1]))):
        return False
    # Total is the name of an enterprise, too; then another one stands beside it.
    known = [filled[i] for i in _name_positions(layout) if i < len(filled) and filled[i]]
    return not (len(names) > 1 or (len(known) > 1 and of))


def _is_footnote(layout: Layout, cells: list[str]) -> bool:
    filled = [cell for cell in cells if cell]
    if not filled:
        return False
    first = next(position for position, cell in enumerate(cells) if cell)
    names = _name_positions(layout)
    a_row = all(position < len(cells) and cells[position] for position in names)
    if says_signature(cells[first]) and (first in (*names, *layout.serials) or not a_row):
        return True
    if all(map(says_footnote, filled)):
        return True
    if len(filled) > 1:
        return False
    supplier = layout.positions.get("supplier", 0)
    return not (supplier < len(cells) and cells[supplier]) and bool(_STARRED.match(filled[0]))


def _name_positions(layout: Layout) -> list[int]:
    return [layout.positions[side] for side in ("buyer", "supplier") if side in layout.positions]
