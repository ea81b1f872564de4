"""Reading an Excel workbook: .xlsx and .xlsm, and the .xls of Excel 97 to 2003."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from service.dataset.spreadsheets.clean_text import clean
from service.dataset.spreadsheets.sheet import Sheet, SheetWriter, Spreadsheet
from service.dataset.spreadsheets.sparse import is_sparse, without_blank_cells
from service.dataset.spreadsheets.zip_scan import ScannedSheet, Unreadable, scan, shows_percent
from service.dataset.tables.csv_reader import expected
from service.errors import Fault
from service.language import Text

ZIP = b"PK\x03\x04"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How a zip archive (.xlsx) and a compound file (.xls, or an encrypted .xlsx) begin."""

LINES_AT_ONCE = 2000
"""Few enough that they stay in the processor's cache."""

_OTHER_NAMES = (".xls", ".xla", ".xlsb", ".ods")
"""Names by which calamine takes a file for another kind than .xlsx."""

MOST_CELLS = 30_000_000
"""Cells, blank ones included, between the first and the last one of a sheet."""


def is_workbook(path: Path) -> bool:
    """Whether a file holds a workbook, or something that only a workbook's program writes.

    Raises ``OSError`` for a file that cannot be read.
    """
    with path.open("rb") as file:
        return file.read(8).startswith((ZIP, COMPOUND))


def read_workbook(path: Path, faults: list[Fault]) -> Spreadsheet:
    """The sheets of a workbook. What a library cannot read is one fault, never its exception.

    Raises ``OSError`` for a file that cannot be read.
    """
    file = path.name
    spreadsheet = Spreadsheet(file, workbook=True)
    with path.open("rb") as opened:
        is_zip = opened.read(8).startswith(ZIP)
    try:
        if is_zip:
            _read_xlsx(path, spreadsheet)
        else:
            spreadsheet.old = True
            _read_xls(path.read_bytes(), spreadsheet)
    except _Protected:
        faults.append(
            Fault(
                Text("protected by a password: take the password off (in Excel: File, Info)",
                     "工作簿有密码：请先取消密码（Excel：文件 - 信息）再载入"),
                file,
            )
        )  # fmt: skip
    except Unreadable as unreadable:
        faults.append(Fault(_TOO_LARGE if unreadable.bomb else NOT_A_WORKBOOK, file))
    except MemoryError:
        faults.append(Fault(_TOO_LARGE, file))
    except Exception:  # the libraries raise whatever damaged bytes lead them to
        faults.append(Fault(NOT_A_WORKBOOK, file))
    return spreadsheet


class _Protected(Exception):
    """The workbook is encrypted."""


NOT_A_WORKBOOK = expected(
    Text(
        "an Excel workbook (.xlsx, .xls); this one is damaged or of another kind: open it in"
        " Excel and save it as .xlsx",
        "Excel 工作簿（.xlsx、.xls）；此文件已损坏或为其他格式：请用 Excel 打开并另存为 .xlsx",
    )
)
_TOO_LARGE = Text(
    "larger inside than any list: copy the list alone into a new workbook",
    "内容远大于一份名单：请只把名单复制到新的工作簿",
)


def _read_xlsx(path: Path, spreadsheet: Spreadsheet) -> None:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    # A file is read in parts, what is in memory is copied; but calamine goes by the file's name.
    by_name = path.suffix.lower() in _OTHER_NAMES
    source: Path | io.BytesIO = io.BytesIO(path.read_bytes()) if by_name else path
    with zipfile.ZipFile(path) as archive:
        scanned = scan(archive)
        if sparse := [sheet for sheet in scanned.sheets.values() if is_sparse(sheet)]:
            source = without_blank_cells(archive, sparse)
            with zipfile.ZipFile(source) as rewritten:
                scanned = scan(rewritten)
            source.seek(0)
    if any(sheet.rows * max(sheet.columns, 1) > MOST_CELLS for sheet in scanned.sheets.values()):
        raise Unreadable(bomb=True)
    spreadsheet.date1904 = scanned.date1904
    with CalamineWorkbook.from_object(source) as book:
        for about in book.sheets_metadata:
            if about.typ is not SheetTypeEnum.WorkSheet:
                continue
            hidden = about.visible is not SheetVisibleEnum.Visible
            sheet = Sheet(about.name, hidden=hidden)
            spreadsheet.sheets.append(sheet)
            values = book.get_sheet_by_name(about.name)
            found = scanned.sheets.get(about.name, ScannedSheet(""))
            first = values.start[1] if values.start else 0
            # Of a hidden sheet only whether there is something on it matters.
            _write(sheet, _rows_of_values(values.iter_rows(), first, found), only_first=hidden)
            sheet.hidden_rows, sheet.struck = found.hidden_rows, found.struck
            sheet.merged = [
                (*begin, *end) for begin, end in values.merged_cell_ranges or () if not hidden
            ]


Line = tuple[int, list[Any]]
"""A line's number from 1, and the values of its cells."""


def _write(sheet: Sheet, lines: Iterator[Line], *, only_first: bool = False) -> None:
    writer = SheetWriter(sheet, _as_text)
    filled = (line for line in lines if any(line[1]))  # of formulas below a list only zeros remain
    while chunk := list(islice(filled, LINES_AT_ONCE)):
        writer.add([number for number, _ in chunk], [values for _, values in chunk])
        if only_first and not writer.is_blank:
            break
    writer.close()


def _rows_of_values(rows: Iterator[list[Any]], first: int, found: ScannedSheet) -> Iterator[Line]:
    by_row: dict[int, list[tuple[int, str]]] = {}
    for (row, column), value in found.special.items():
        by_row.setdefault(row, []).append((column, value))
    before = [""] * first
    last = -1
    for last, values in enumerate(rows):
        cells = before + values if first else values
        for column in found.percent.get(last, ()):
            if column < len(cells) and type(cells[column]) in (int, float):
                cells[column] = _percentage(cells[column])
        for column, value in by_row.get(last, ()):
            cells += [""] * (column + 1 - len(cells))
            cells[column] = value
        yield last + 1, cells
    for row in sorted(by_row):  # a sheet may end in them
        if row > last:
            cells = [""] * (1 + max(column for column, _ in by_row[row]))
            for column, value in by_row[row]:
                cells[column] = value
            yield row + 1, cells


def _read_xls(content: bytes, spreadsheet: Spreadsheet) -> None:
    import xlrd
    from xlrd.biffh import XLRDError

    if "EncryptedPackage".encode("utf-16-le") in content:
        raise _Protected
    log = io.StringIO()
    try:
        book = xlrd.open_workbook(file_contents=content, logfile=log, formatting_info=True)
    except XLRDError as error:
        if "encrypted" in str(error).lower():
            raise _Protected from error
        raise
    except NotImplementedError:  # xlrd knows no formats of the oldest workbooks, only their values
        book = xlrd.open_workbook(file_contents=content, logfile=log)
    spreadsheet.date1904 = dated = bool(book.datemode)
    percent = {
        at
        for at, look in enumerate(book.xf_list)
        if (known := book.format_map.get(look.format_key)) and shows_percent(known.format_str)
    }
    for values in book.sheets():
        sheet = Sheet(values.name, hidden=bool(values.visibility))
        spreadsheet.sheets.append(sheet)
        _write(
            sheet,
            (
                (row + 1, [_xls_text(cell, dated, percent) for cell in values.row(row)])
                for row in range(values.nrows)
            ),
            only_first=sheet.hidden,
        )
        sheet.merged = [(r0, c0, r1 - 1, c1 - 1) for r0, r1, c0, c1 in values.merged_cells]


def _xls_text(cell: Any, date1904: bool, percent: set[int]) -> str:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_NUMBER and cell.xf_index in percent:
        return _percentage(cell.value)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#N/A"))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "true" if cell.value else "false"
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return _as_text(xlrd.xldate_as_datetime(cell.value, 1 if date1904 else 0))
        except (ValueError, OverflowError):
            return _as_text(cell.value)
    return _as_text(cell.value)


def _percentage(value: float) -> str:
    """What people see of a number that is shown as a percentage, with all its digits."""
    return f"{100 * value:.15g}%"


def _as_text(value: Any) -> str:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, float):
        return format(value, ".15g")  # what Excel itself shows at most
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return str(value.date() if value.time() == time() else value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return format(value / timedelta(days=1), ".15g")
    return str(value)
