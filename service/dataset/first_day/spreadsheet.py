"""Reading a spreadsheet, XLSX or CSV, as lines of text cells."""

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from service.dataset.csv_reader import csv_rows, decode_file, expected
from service.errors import Fault
from service.language import Text

SUFFIXES = (".xlsx", ".csv")


def sheet_lines(path: Path, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """The lines of a list that are not blank, each with its number from 1.

    Of a workbook the first sheet that is not empty; a merged cell counts for every line it spans.
    CSV may be UTF-8 or GB 18030, as Excel in China writes it. Raises
    ``OSError`` for a file that cannot be read.
    """
    if path.suffix.lower() == ".csv":
        text = decode_file(path, ("utf-8-sig", "gb18030"), faults)
        lines: Iterator[tuple[int, list[str]]] = csv_rows(text or "", path.name, faults)
    else:
        lines = _workbook_lines(path, faults)
    for line, cells in lines:
        stripped = [cell.strip() for cell in cells]
        if any(stripped):
            yield line, stripped


def _workbook_lines(path: Path, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    import openpyxl  # not needed for the folders and CSV lists that most loads read

    content = io.BytesIO(path.read_bytes())
    try:
        # openpyxl warns of styles that it does not know; only values matter here.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(content, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, SyntaxError):
        faults.append(
            Fault(expected(Text("an Excel workbook (.xlsx)", "Excel 工作簿（.xlsx）")), path.name)
        )
        return
    for sheet in book.worksheets:
        if sheet.max_row and any(sheet.iter_rows(values_only=True)):
            break
    else:
        return
    merged_values: dict[tuple[int, int], Any] = {}
    for merged in sheet.merged_cells.ranges:
        value = sheet.cell(merged.min_row, merged.min_col).value
        for row in range(merged.min_row, merged.max_row + 1):
            merged_values[row, merged.min_col] = value
    for line, values in enumerate(sheet.iter_rows(values_only=True), 1):
        yield (
            line,
            [
                _as_text(merged_values.get((line, place), value) if value is None else value)
                for place, value in enumerate(values, 1)
            ],
        )


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return format(value, ".15g")  # what Excel itself shows at most
    if isinstance(value, datetime):
        return str(value.date() if value.time() == time() else value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
