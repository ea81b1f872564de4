"""An answer as a workbook (XLSX)."""

import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from service.answers.answer import Answer
from service.answers.standing import Totals
from service.control_characters import NOT_IN_XML
from service.display import forms
from service.display.labels import Named
from service.display.scenarios import BEFORE_AND_AFTER, THEN, totals_lines
from service.display.worded import CUT_OFF, cut_off, headings, without_names, worded
from service.formats.files import FORMULA_START
from service.language import Language, Text
from service.serialization import to_cell

LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""The beginning of what a workbook takes for a character's code: ``_x0041_`` would become ``A``."""

MAX_CELL_LENGTH = 32_767
"""Characters; Excel's own limit for one cell."""


def xlsx_of(
    answer: Answer,
    language: Language,
    full_addresses: Sequence[str] = (),
    named: Named = without_names,
    *,
    places: Sequence[int] | None = None,
    scope: Sequence[tuple[str, str]] | None = None,
    kept: str = "",
) -> bytes:
    """The answer as a workbook: the rows in words under their headings, then a sheet on their
    provenance. ``named`` tells what things are called whose names the rows do not tell; ``places``
    are those of the columns it has, ``scope`` is what it is about, label and value in words, if not
    what its parameters tell; ``kept`` says of a snapshot when it was kept.

    Texts are stored as texts, so that none is run as a formula.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(Text("Answer", "结果").to(language))
    fill_rows(sheet, answer, language, named, places)
    if answer.totals:
        fill_totals(book, [answer.totals], [THEN.to(language)], language)
    about: Any = book.create_sheet(Text("About", "说明").to(language))
    about.column_dimensions["A"].width = 16
    about.column_dimensions["B"].width = 90
    if scope is None:
        called = forms.called(answer.query, answer.parameters, language, named)
        scope = forms.scope(answer.query, answer.parameters, called, language)
    for name, value in _provenance(answer, scope, kept, full_addresses):
        label = name.to(language) if isinstance(name, Text) else name
        shown = value.to(language) if isinstance(value, Text) else to_cell(value)
        about.append([_heading(about, label), cell_of(about, shown)])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def fill_rows(
    sheet: Any,
    answer: Answer,
    language: Language,
    named: Named,
    places: Sequence[int] | None = None,
) -> None:
    """Writes the rows of ``answer`` in words under their headings, which stay in sight: in all
    columns, or in those at ``places``."""
    sheet.freeze_panes = "A2"
    told = headings(answer.columns, language, places)
    lines = list(worded(answer, language, named, places))
    for index, heading in enumerate(told):
        values = [str(to_cell(line[index]) or "") for line in lines[:100]]
        widest = max(_display_width(value) for value in [heading, *values])
        sheet.column_dimensions[get_column_letter(index + 1)].width = min(widest + 3, 48)
    sheet.append([_heading(sheet, heading) for heading in told])
    for line in lines:
        sheet.append([cell_of(sheet, to_cell(value)) for value in line])
    if answer.columns:
        last = f"{get_column_letter(len(told))}{len(lines) + 1}"
        sheet.auto_filter.ref = f"A1:{last}"


def fill_totals(
    book: Any, totals: Sequence[Totals], names: Sequence[str], language: Language, before: str = ""
) -> None:
    """Adds a sheet of what would change in all; ``before`` stands before its name."""
    sheet = book.create_sheet(f"{before}{BEFORE_AND_AFTER.to(language)}")
    sheet.freeze_panes = "B2"
    sheet.column_dimensions["A"].width = 48
    head, *lines = totals_lines(totals, names, language)
    sheet.append([_heading(sheet, str(text)) for text in head])
    for line in lines:
        sheet.append([cell_of(sheet, value) for value in line])


def cell_of(sheet: Any, value: Any) -> Any:
    """A value as a cell; a text is never a formula."""
    if not isinstance(value, str):
        return value
    plain = NOT_IN_XML.sub("", value)[:MAX_CELL_LENGTH]
    cell = WriteOnlyCell(sheet, LOOKS_ESCAPED.sub("_x005F_", plain))
    cell.data_type = "s"
    # Without the quote prefix an edit of the cell would turn its text into a formula again.
    cell.quotePrefix = bool(FORMULA_START.match(plain))
    return cell


def _heading(sheet: Any, text: str) -> Any:
    cell = cell_of(sheet, text)
    cell.font = Font(bold=True)
    cell.alignment = Alignment(vertical="top", wrap_text=False)
    return cell


def _display_width(text: str) -> int:
    """Width in columns of a monospaced font; a Chinese character takes two."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def _provenance(
    answer: Answer, scope: Sequence[tuple[str, str]], kept: str, full_addresses: Sequence[str]
) -> Iterator[tuple[Text | str, Any]]:
    yield Text("Query", "查询"), answer.query.title
    yield Text("About", "说明"), answer.query.about
    yield from scope
    yield Text("As of", "数据时点"), answer.state.as_of
    if kept:
        yield Text("Snapshot", "快照"), kept
    for dataset in answer.state.datasets:
        yield Text("Dataset", "数据集"), dataset.get("title")
        yield Text("Source", "来源"), dataset.get("source")
        yield Text("Licence", "许可"), dataset.get("licence")
        yield Text("Note", "说明"), dataset.get("note")
    yield Text("Rows", "行数"), len(answer.rows)
    if cut := cut_off(answer, kept=bool(kept)):
        if addresses := " ".join(full_addresses):
            cut = Text(f"More rows exist: {addresses}", f"还有更多行，完整数据：{addresses}")
        yield CUT_OFF, cut
