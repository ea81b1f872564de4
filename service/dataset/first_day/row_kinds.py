"""The lines of a list that are no row of it, and cells that repeat the one above."""

import re
import unicodedata
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from service.dataset.first_day.headers import GROUP_SEPARATOR, normalized_header
from service.dataset.first_day.layout import Layout
from service.dataset.spreadsheets.sheet import Codes, Sheet, TextColumn

Flags = npt.NDArray[np.bool_]

_TOTAL = re.compile(
    r"(?:合计|总计|小计|共计|累计|总和|汇总|本页合计|total|grandtotal|subtotal|sum|summe)"
    r"[:：]?(?:共?[0-9]*(?:家|户|个|人|条|项)?)?"
)
_FIRST_OF_TOTAL = frozenset("合总小共累汇本 tTgGsSＴＧＳ")
_FOOTNOTE = re.compile(
    r"(?:备注|说明|填表说明|注意?|填表人|填报人|制表人?|审核人?|填报单位|填表单位|填表日期|填报日期|"
    r"单位负责人|单位盖章|单位(?:\(盖章\))|联系电话|联系人|负责人|日期|note|notes|remark|remarks|"
    r"source|prepared by|filled in by)\s*(?:[0-9一二三四五]?)[:：].*",
    re.S | re.I,
)
_STARRED = re.compile(r"[*※注].{4,}", re.S)
_STARS = frozenset("*※注")
_DITTO = frozenset(
    ("同上", "同前", "上同", "〃", '"', "″", "''", "”", "“", "do", "do.", "ditto", "id.", "idem",
     "-〃-", "-\"-", "—〃—", "--\"--", "…〃…", "々", "↑", "″″", '""')
)  # fmt: skip


@dataclass
class LeftOut:
    """The numbers of the lines that were taken for no rows, by kind."""

    totals: list[int] = field(default_factory=list)
    footnotes: list[int] = field(default_factory=list)
    headers: list[int] = field(default_factory=list)
    ditto: int = 0


def rows_of(
    sheet: Sheet, layout: Layout, left_out: LeftOut
) -> tuple[Codes, list[TextColumn]]:  # fmt: skip
    """The rows of a list, their line numbers and columns: merged cells filled down, signs of
    repetition replaced, without blank lines, totals, footnotes and headers said again."""
    numbers = np.asarray(sheet.numbers, np.int32)[layout.first :]
    given = [TextColumn(column.texts, column.codes[layout.first :]) for column in sheet.columns]
    columns = _filled_down(sheet, layout, numbers, given)
    told = np.zeros(len(numbers), np.bool_)
    for position, column in enumerate(columns):
        if position not in layout.serials:
            told |= column.codes != 0
    kept = told if layout.serials else np.ones(len(numbers), np.bool_)
    header = _header_words(layout)
    candidates = _like_no_row(given, columns, header) & kept
    for row in candidates.nonzero()[0].tolist():
        cells, unfilled = _cells(columns, row), _cells(given, row)
        last = next(cell for cell in reversed(cells) if cell)
        line = int(numbers[row])
        if last in header and _repeats_header(layout, cells):
            left_out.headers.append(line)
        elif _is_total(layout, unfilled):
            left_out.totals.append(line)
        elif _is_footnote(layout, unfilled):
            left_out.footnotes.append(line)
        else:
            continue
        kept[row] = False
    if not kept.all():
        numbers = numbers[kept]
        columns = [TextColumn(column.texts, column.codes[kept]) for column in columns]
    return numbers, [_repeated(column, left_out) for column in columns]


def _cells(columns: list[TextColumn], row: int) -> list[str]:
    return [column.texts[column.codes[row]] for column in columns]


def _like_no_row(given: list[TextColumn], columns: list[TextColumn], header: set[str]) -> Flags:
    """The rows that may be a header, a total or a footnote and need a closer look."""
    found = np.zeros(len(columns[0].codes), np.bool_)
    starred, colons, count = found.copy(), found.astype(np.int32), found.astype(np.int32)
    for column in columns:
        texts, firsts = column.texts, {text[:1] for text in column.texts}
        wanted: list[int] = []
        if not header.isdisjoint(texts):
            wanted += [index for index, text in enumerate(texts) if text in header]
        if not _FIRST_OF_TOTAL.isdisjoint(firsts):
            wanted += [
                index for index, text in enumerate(texts)
                if text[:1] in _FIRST_OF_TOTAL and _says_total(text)
            ]  # fmt: skip
        found |= _rows_with(column, wanted)
    for column in given:
        texts, together = column.texts, "\n".join(column.texts)
        count += column.codes != 0
        if ":" in together or "：" in together:
            colons += _rows_with(
                column, [i for i, text in enumerate(texts) if _says_footnote(text)]
            )
        if any(star in together for star in _STARS):
            starred |= _rows_with(column, [i for i, text in enumerate(texts) if text[:1] in _STARS])
    found |= starred & (count == 1)
    found |= (colons == count) & (count > 0)
    return found


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
    signs = [i for i, text in enumerate(texts) if len(text) < 6 and text.casefold() in _DITTO]
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


def _is_total(layout: Layout, cells: list[str]) -> bool:
    names = [cells[i] for i in _name_positions(layout) if i < len(cells) and cells[i]]
    first = next((cell for cell in cells if cell), "")
    for cell in (first, *names[:1]):
        if cell[:1] in _FIRST_OF_TOTAL and _says_total(cell):
            # Total is the name of an enterprise, too; then another one stands beside it.
            return not (_squeezed(cell).isascii() and len(names) > 1)
    return False


def _says_total(cell: str) -> bool:
    return len(cell) <= 20 and _TOTAL.fullmatch(_squeezed(cell)) is not None


def _is_footnote(layout: Layout, cells: list[str]) -> bool:
    filled = [cell for cell in cells if cell]
    if not filled:
        return False
    if all(map(_says_footnote, filled)):
        return True
    if len(filled) > 1:
        return False
    supplier = layout.positions.get("supplier", 0)
    return not (supplier < len(cells) and cells[supplier]) and bool(_STARRED.match(filled[0]))


def _says_footnote(cell: str) -> bool:
    if ":" not in cell and "：" not in cell:
        return False
    return _FOOTNOTE.fullmatch(unicodedata.normalize("NFKC", cell)) is not None


def _name_positions(layout: Layout) -> list[int]:
    return [layout.positions[side] for side in ("buyer", "supplier") if side in layout.positions]


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()
