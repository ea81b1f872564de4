"""What must be known of an .xlsx before its cells are read: that it is no bomb, the cells that a
reader of values takes for blank (errors, and formulas without a stored value), and what only the
look of a cell tells: that it is a percentage, struck through, or in a row that is hidden.
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
_STYLED = re.compile(
    rb"""<(?:\w+:)?c\b(?=[^>]*\bs=["']([0-9]+)["'])[^>]*\br=["']([A-Z]{1,3})([0-9]+)["'][^>]*[^/]>"""
)
_HIDDEN_ROW = re.compile(
    rb"""<(?:\w+:)?row\b(?=[^>]*\bhidden=["'](?:1|true)["'])[^>]*?\br=["']([0-9]+)["']"""
)
_PERCENT_FORMATS = {9, 10}
"""Of the formats that every workbook has: 0% and 0.00%."""

_LITERAL = re.compile(r'"[^"]*"|\\.')
_FAR_COLUMN = re.compile(rb"""r=["']([A-Z]{2,3})[0-9]""")
_ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\br=["']([0-9]+)["']""")


class Unreadable(Exception):
    """The archive is damaged, or larger than a list can be (``bomb``)."""

    def __init__(self, bomb: bool = False) -> None:
        super().__init__()
        self.bomb = bomb


@dataclass
class ScannedSheet:
    """``special`` has, by row and column from 0, the cells that hold an error or lack a value;
    ``percent``, by row, the columns of the cells that are shown as percentages. ``hidden_rows`` and
    ``struck`` are rows and cells by name, from 1, the first ones of them."""

    part: str
    special: dict[tuple[int, int], str] = field(default_factory=dict)
    percent: dict[int, list[int]] = field(default_factory=dict)
    struck: list[str] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    rows: int = 0
    columns: int = 0
    cells: int = 0


@dataclass
class Styles:
    """The numbers, as cells have them, of the styles that show percentages, or strike through."""

    percent: set[bytes] = field(default_factory=set)
    struck: set[bytes] = field(default_factory=set)


@dataclass
class ScannedWorkbook:
    """By name of the sheet what was found in it."""

    sheets: dict[str, ScannedSheet] = field(default_factory=dict)
    date1904: bool = False
    styles: Styles = field(default_factory=Styles)


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
                    _scan_sheet(file, sheets[part.filename], workbook.styles)
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
    styles = names.get("xl/styles.xml")
    # styles copied again and again make a part of many megabytes; of such a one nothing is told
    if styles and archive.getinfo(styles).file_size <= SMALL_PART:
        found.styles = _styles(_elements(archive, names, "xl/styles.xml"))
    return found


def shows_percent(format_code: str) -> bool:
    """Whether numbers of a format are shown as percentages."""
    return "%" in _LITERAL.sub("", format_code)


def _styles(elements: Iterator[ElementTree.Element]) -> Styles:
    found = Styles()
    percent, struck = set(_PERCENT_FORMATS), set()
    for element in elements:
        kind = element.tag.rpartition("}")[2]
        if kind == "numFmt" and shows_percent(element.get("formatCode", "")):
            percent.add(int(element.get("numFmtId", "0")))
        elif kind == "fonts":
            for at, font in enumerate(element):
                strikes = [one for one in font if one.tag.rpartition("}")[2] == "strike"]
                if strikes and strikes[0].get("val", "1") not in ("0", "false"):
                    struck.add(at)
        elif kind == "cellXfs":
            for at, style in enumerate(element):
                if int(style.get("numFmtId", "0")) in percent:
                    found.percent.add(b"%d" % at)
                if int(style.get("fontId", "0")) in struck:
                    found.struck.add(b"%d" % at)
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


def _scan_sheet(file: IO[bytes], sheet: ScannedSheet, styles: Styles) -> None:
    rest = b""
    while block := file.read(_BLOCK):
        text = rest + block
        end = text.rfind(b"</c>") + 4
        if end < 4 or not text.count(b"<c ", 0, end):
            end = max(0, len(text) - 4096)  # other than cells, or cells with a prefix
        _scan_block(text[:end], sheet, styles)
        rest = text[end:]
        if len(rest) > 2 * _BLOCK:
            raise Unreadable(bomb=True)
    _scan_block(rest, sheet, styles)


def _scan_block(text: bytes, sheet: ScannedSheet, styles: Styles) -> None:
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

    if styles.percent or styles.struck:
        for style, letters, row in _STYLED.findall(text):
            if style in styles.percent:
                columns = sheet.percent.setdefault(int(row) - 1, [])
                columns.append(column_position(letters.decode()))
            if style in styles.struck and len(sheet.struck) < MOST_FAULTS:
                sheet.struck.append((letters + row).decode())
    if b"hidden=" in text and len(sheet.hidden_rows) < MOST_FAULTS:
        sheet.hidden_rows += map(int, _HIDDEN_ROW.findall(text))


def _note(sheet: ScannedSheet, letters: bytes, row: bytes, value: str) -> None:
    if len(sheet.special) < MOST_FAULTS:
        sheet.special[int(row) - 1, column_position(letters.decode())] = value
