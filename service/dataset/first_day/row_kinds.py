"""The lines of a list that are no row of it, and cells that repeat the one above."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from service.dataset.first_day.headers import GROUP_SEPARATOR, normalized_header
from service.dataset.first_day.layout import Layout
from service.dataset.spreadsheets.sheet import Sheet

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


def rows_of(sheet: Sheet, layout: Layout, left_out: LeftOut) -> Iterator[tuple[int, list[str]]]:
    """The rows of a list: merged cells filled down, signs of repetition replaced, without blank
    lines, totals, footnotes and headers said again. Takes the lines out of the sheet."""
    fill = _merged_down(sheet, layout)
    silent = set(layout.serials)
    header = _header_words(layout)
    above: list[str] = []
    for index in range(layout.first, len(sheet.lines)):
        line, given = sheet.lines[index]
        sheet.lines[index] = (line, [])  # a large list is in memory only once
        cells = given
        if line in fill:
            cells = _filled(given, fill[line])
        filled = [position for position, cell in enumerate(cells) if cell]
        if not filled or (silent and silent.issuperset(filled)):
            continue
        if cells[filled[-1]] in header and _repeats_header(layout, cells):
            left_out.headers.append(line)
        elif _is_total(layout, given):
            left_out.totals.append(line)
        elif _is_footnote(layout, given):
            left_out.footnotes.append(line)
        else:
            for position in filled:
                if len(cells[position]) < 6 and cells[position].casefold() in _DITTO:
                    cells = list(cells) if cells is given else cells
                    cells[position] = above[position] if position < len(above) else ""
                    left_out.ditto += 1
            above = cells
            yield line, cells


def _filled(given: list[str], texts: dict[int, str]) -> list[str]:
    cells = given + [""] * (max(texts) + 1 - len(given))
    for position, text in texts.items():
        cells[position] = cells[position] or text
    return cells


def _header_words(layout: Layout) -> set[str]:
    return {part for cell in layout.header if cell for part in (cell, *cell.split(GROUP_SEPARATOR))}


def _merged_down(sheet: Sheet, layout: Layout) -> dict[int, dict[int, str]]:
    """By line: the texts that merged cells above give to it, by position."""
    if not sheet.merged:
        return {}
    by_line = dict(sheet.lines[layout.first :])
    fill: dict[int, dict[int, str]] = {}
    for top, left, bottom, _ in sheet.merged:
        cells = by_line.get(top + 1)
        if cells is None or left >= len(cells) or not cells[left]:
            continue
        for line in range(top + 2, bottom + 2):
            if line in by_line:
                fill.setdefault(line, {})[left] = cells[left]
    return fill


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
        if (
            cell[:1] in _FIRST_OF_TOTAL
            and len(cell) <= 20
            and (found := _TOTAL.fullmatch(_squeezed(cell)))
        ):
            # Total is the name of an enterprise, too; then another one stands beside it.
            return not (found[0].isascii() and len(names) > 1)
    return False


def _is_footnote(layout: Layout, cells: list[str]) -> bool:
    filled = [cell for cell in cells if cell]
    if not filled:
        return False
    if all(
        (":" in cell or "：" in cell) and _FOOTNOTE.fullmatch(unicodedata.normalize("NFKC", cell))
        for cell in filled
    ):
        return True
    if len(filled) > 1:
        return False
    supplier = layout.positions.get("supplier", 0)
    return not (supplier < len(cells) and cells[supplier]) and bool(_STARRED.match(filled[0]))


def _name_positions(layout: Layout) -> list[int]:
    return [layout.positions[side] for side in ("buyer", "supplier") if side in layout.positions]


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()
