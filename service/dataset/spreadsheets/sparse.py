"""Workbooks with a blank far away from the list: without it, before they are read.

A reader of values lays out the whole area between the first and the last cell; a blank in A1048576
makes that 235 MB of nothing.
"""

import io
import re
import zipfile

from service.dataset.spreadsheets.zip_scan import ScannedSheet

MOST_AREA = 3_000_000
"""Cells between the first and the last one; beyond that, blank cells are left out first."""

_CELL = re.compile(rb"<(?:\w+:)?c\b[^>]*?(?:/>|>(.*?)</(?:\w+:)?c>)", re.S)
_TEXT = re.compile(rb"<(?:\w+:)?t\b[^>]*?(?:/>|>([^<]*)<)")
_INDEX = re.compile(rb"<(?:\w+:)?v>([0-9]+)</")
_ITEM = re.compile(rb"<(?:\w+:)?si\b[^>]*?(?:/>|>(.*?)</(?:\w+:)?si>)", re.S)
_SHARED = re.compile(rb"""\bt=["']s["']""")


def is_sparse(sheet: ScannedSheet) -> bool:
    """Whether the area that a reader would lay out is large and mostly empty."""
    area = sheet.rows * max(sheet.columns, 1)
    return area > MOST_AREA or (sheet.rows > MOST_AREA // 26 and sheet.rows > 4 * sheet.cells)


def without_blank_cells(archive: zipfile.ZipFile, sheets: list[ScannedSheet]) -> io.BytesIO:
    """The same workbook, with the blank cells of ``sheets`` taken out."""
    blank = _blank_strings(archive)
    parts = {sheet.part for sheet in sheets}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for part in archive.infolist():
            content = archive.read(part)
            if part.filename in parts:
                content = _CELL.sub(
                    lambda cell: b"" if _is_blank(cell, blank) else cell[0], content
                )
            target.writestr(part.filename, content)
    made.seek(0)
    return made


def _is_blank(cell: re.Match[bytes], blank: set[int]) -> bool:
    inside = cell[1]
    if not inside:
        return True
    if b"<f" in inside or b":f" in inside:
        return False
    if texts := _TEXT.findall(inside):
        return not any(text.strip() for text in texts)
    if _SHARED.search(cell[0]) and (index := _INDEX.search(inside)):
        return int(index[1]) in blank
    return False


def _blank_strings(archive: zipfile.ZipFile) -> set[int]:
    names = [name for name in archive.namelist() if name.lower() == "xl/sharedstrings.xml"]
    if not names:
        return set()
    return {
        index
        for index, item in enumerate(_ITEM.finditer(archive.read(names[0])))
        if not any(text.strip() for text in _TEXT.findall(item[1] or b""))
    }
