"""What must be known of an .xlsx before its cells are read: that it is no bomb, and the cells that
a reader of values takes for blank: errors, and formulas without a stored value.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO
from xml.etree import ElementTree

from service.dataset.spreadsheets.sheet import WITHOUT_VALUE, column_position

MOST_BYTES = 1 << 30
"""Of all parts together, uncompressed."""

MOST_TIMES_COMPRESSED = 400
"""How many times larger than compressed a large part may be; worksheets reach about 50."""

SMALL_PART = 8 << 20
"""Bytes; parts up to this size may be as compressed as they like."""

MOST_FAULTS = 1000
"""Errors and formulas without value that are remembered of one sheet."""

_BLOCK = 1 << 22
_ERROR = re.compile(
    rb"""<(?:\w+:)?c\b(?=[^>]*\bt=["']e["'])[^>]*\br=["']([A-Z]{1,3})([0-9]+)["'][^>]*>"""
    rb"(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)<",
    re.S,
)
_WITHOUT_VALUE = re.compile(
    rb"""<(?:\w+:)?c\b(?![^>]*\bt=["']str["'])[^>]*\br=["']([A-Z]{1,3})([0-9]+)["'][^>]*>\s*"""
    rb"<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_FAR_COLUMN = re.compile(rb"""r=["']([A-Z]{2,3})[0-9]""")
_ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\br=["']([0-9]+)["']""")


class Unreadable(Exception):
    """The archive is damaged, or larger than a list can be (``bomb``)."""

    def __init__(self, bomb: bool = False) -> None:
        super().__init__()
        self.bomb = bomb


@dataclass
class ScannedSheet:
    """``special`` has, by row and column from 0, the cells that hold an error or lack a value."""

    part: str
    special: dict[tuple[int, int], str] = field(default_factory=dict)
    rows: int = 0
    columns: int = 0
    cells: int = 0


@dataclass
class ScannedWorkbook:
    """By name of the sheet what was found in it."""

    sheets: dict[str, ScannedSheet] = field(default_factory=dict)
    date1904: bool = False


def scan(archive: zipfile.ZipFile) -> ScannedWorkbook:
    """Reads every part once, in blocks. Raises ``Unreadable``, or what ``zipfile`` raises."""
    parts = archive.infolist()
    if sum(part.file_size for part in parts) > MOST_BYTES:
        raise Unreadable(bomb=True)
    for part in parts:
        if part.file_size > max(SMALL_PART, MOST_TIMES_COMPRESSED * part.compress_size):
            raise Unreadable(bomb=True)
    workbook = _workbook(archive)
    sheets = {sheet.part: sheet for sheet in workbook.sheets.values()}
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            # What is not scanned is read as well: a part may be larger than it says it is.
            with archive.open(part) as file:
                if part.filename in sheets:
                    _scan_sheet(file, sheets[part.filename])
                else:
                    while file.read(_BLOCK):
                        pass
    return workbook


def _workbook(archive: zipfile.ZipFile) -> ScannedWorkbook:
    found = ScannedWorkbook()
    names = {name.lower(): name for name in archive.namelist()}
    targets: dict[str, str] = {}
    for element in _elements(archive, names, "xl/_rels/workbook.xml.rels"):
        target = element.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        targets[element.get("Id", "")] = names.get(path.lower(), path)
    for element in _elements(archive, names, "xl/workbook.xml"):
        kind = element.tag.rpartition("}")[2]
        if kind == "workbookPr":
            found.date1904 = element.get("date1904", "") in ("1", "true")
        elif kind == "sheet":
            relation = next((v for k, v in element.attrib.items() if k.endswith("}id")), "")
            sheet = ScannedSheet(targets.get(relation, ""))
            found.sheets[element.get("name", "")] = sheet
    return found


def _elements(
    archive: zipfile.ZipFile, names: dict[str, str], part: str
) -> Iterator[ElementTree.Element]:
    if part not in names:
        raise Unreadable
    if archive.getinfo(names[part]).file_size > SMALL_PART:
        raise Unreadable(bomb=True)
    with archive.open(names[part]) as file:
        # expat fetches nothing and bounds what entities grow to; what comes is bounded above
        for _, element in ElementTree.iterparse(file):  # nosec B314
            yield element


def _scan_sheet(file: IO[bytes], sheet: ScannedSheet) -> None:
    rest = b""
    while block := file.read(_BLOCK):
        text = rest + block
        end = text.rfind(b"</c>") + 4
        if end < 4 or not text.count(b"<c ", 0, end):
            end = max(0, len(text) - 4096)  # other than cells, or cells with a prefix
        _scan_block(text[:end], sheet)
        rest = text[end:]
        if len(rest) > 2 * _BLOCK:
            raise Unreadable(bomb=True)
    _scan_block(rest, sheet)


def _scan_block(text: bytes, sheet: ScannedSheet) -> None:
    sheet.cells += text.count(b"c r=")
    if found := _ROW.findall(text[max(0, text.rfind(b"<row ")) :]):
        sheet.rows = max(sheet.rows, int(found[-1]))
    for letters in set(_FAR_COLUMN.findall(text)):
        sheet.columns = max(sheet.columns, column_position(letters.decode()) + 1)
    if b't="e"' in text or b"t='e'" in text:
        for letters, row, value in _ERROR.findall(text):
            _note(sheet, letters, row, value.decode("utf-8", "replace").strip() or "#N/A")
    if b"<f" in text or b":f" in text:
        for letters, row in _WITHOUT_VALUE.findall(text):
            _note(sheet, letters, row, WITHOUT_VALUE)


def _note(sheet: ScannedSheet, letters: bytes, row: bytes, value: str) -> None:
    if len(sheet.special) < MOST_FAULTS:
        sheet.special[int(row) - 1, column_position(letters.decode())] = value
