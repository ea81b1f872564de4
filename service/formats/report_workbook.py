"""A report of several answers as a workbook with a sheet each; imported where one is asked for."""

import io
import re
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.properties import PageSetupProperties

from service.formats.report import Part, line_of
from service.formats.workbook import cell_of, fill_rows, fill_totals
from service.language import Language, Text

PAPER_A4 = 9
"""Its number in workbooks."""

MAX_SHEET_NAME = 31
"""Characters; Excel's own limit."""

NOT_IN_SHEET_NAMES = re.compile(r"[][:*?/\\]")

PRINTED = Text("Page &P of &N", "第 &P 页，共 &N 页")


def report_xlsx(title: str, parts: Sequence[Part], language: Language) -> bytes:
    """A cover that tells what each answer is of, and a sheet for each, ready to be printed."""
    book = Workbook(write_only=True)
    names = _sheet_names(parts)
    cover: Any = book.create_sheet(Text("Cover", "封面").to(language))
    cover.column_dimensions["A"].width = 6
    cover.column_dimensions["B"].width = 44
    cover.column_dimensions["C"].width = 80
    heading = cell_of(cover, title)
    heading.font = Font(bold=True, size=16)
    cover.append([heading])
    cover.append([])
    for number, (part, name) in enumerate(zip(parts, names, strict=True), 1):
        link = cell_of(cover, part.title)
        link.font = Font(bold=True, underline="single", color="0F5C6E")
        link.hyperlink = f"#'{name}'!A1"
        cover.append([number, link, cell_of(cover, line_of(part, language))])
    _printed(cover, title, language)
    for part, name in zip(parts, names, strict=True):
        sheet: Any = book.create_sheet(name)
        if part.answer and part.named:
            fill_rows(sheet, part.answer, language, part.named, part.file_places)
            sheet.print_title_rows = "1:1"
        else:
            sheet.append([cell_of(sheet, line_of(part, language))])
        _printed(sheet, f"{title} · {part.title} · {line_of(part, language)}", language)
        if part.totals:
            place = name.partition(" ")[0]
            fill_totals(book, part.totals, part.then, language, f"{place} ")
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _sheet_names(parts: Sequence[Part]) -> list[str]:
    """A name for the sheet of each: its number and its title, without what Excel forbids."""
    return [
        f"{number} {NOT_IN_SHEET_NAMES.sub(' ', part.title)}"[:MAX_SHEET_NAME].rstrip(" '")
        for number, part in enumerate(parts, 1)
    ]


def _printed(sheet: Any, head: str, language: Language) -> None:
    """On paper: as wide as the page, headed on each, with its number."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = PAPER_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    # an ampersand begins a code there, and 255 characters are all that fits
    sheet.oddHeader.left.text = head.replace("&", "&&")[:200]
    sheet.oddFooter.right.text = PRINTED.to(language)
