"""Reading a first-day list, one spreadsheet, into the same tables as a dataset folder.

Each row says that a supporting enterprise supplies an anchor, with what else is known of it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from service.clock import today
from service.dataset.first_day.cells import Readings
from service.dataset.first_day.header_faults import header_faults, unknown_mapping
from service.dataset.first_day.headers import headers_in
from service.dataset.first_day.identity import (
    dataset_name,
    id_of,
    known_enterprises,
    known_materials,
)
from service.dataset.first_day.layout import Layout, find_layout, name_unnamed_columns
from service.dataset.first_day.list_content import ListContent
from service.dataset.first_day.listed_columns import listed_columns
from service.dataset.first_day.mapping import normalized, remembered, understood_as_before
from service.dataset.first_day.merge import merge_rows
from service.dataset.first_day.row_kinds import LeftOut, rows_of
from service.dataset.first_day.sheet_kinds import (
    days_fault,
    is_example,
    is_form,
    markup,
    of_several_days,
)
from service.dataset.first_day.sheet_rows import SheetReader
from service.dataset.first_day.understood import understood
from service.dataset.spreadsheets.delimited_text import read_text
from service.dataset.spreadsheets.other_kinds import BY_SUFFIX, other_kind
from service.dataset.spreadsheets.sheet import LINES_PER_SHEET, Sheet, Spreadsheet
from service.dataset.spreadsheets.workbook import NOT_A_WORKBOOK, is_workbook, read_workbook
from service.dataset.tables.input_tables import Dataset
from service.dataset.tables.written_values import Writing
from service.errors import Fault
from service.graph.database import Graph
from service.language import Text

WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xls")
SUFFIXES = (*WORKBOOK_SUFFIXES, ".csv", ".tsv", ".txt")

_TOWN = re.compile("[一-鿿]{1,10}(?:街道|镇|乡|开发区|工业区|高新区|园区)")


@dataclass(frozen=True)
class Hints:
    """What a person says of a file: ``encoding`` is that of a text, ``mapped`` has by header the
    field that a list's column means, none where it is read by itself again. ``pair``: a line with
    as many suppliers as materials means that the first supplies the first, and so on. ``dataset``
    is what the dataset is called, by default the file without its day and version, or what a folder
    says."""

    encoding: str | None = None
    mapped: Mapping[str, str] = field(default_factory=dict)
    pair: bool = False
    dataset: str | None = None


NO_HINTS = Hints()


def is_list(path: Path) -> bool:
    """Whether the file has the suffix of a list, or of something that people take for one."""
    return path.suffix.lower() in SUFFIXES or path.suffix.lower() in BY_SUFFIX


def read_spreadsheet(path: Path, encoding: str | None, faults: list[Fault]) -> Spreadsheet:
    """The sheets of a file, workbook or text by its content, whatever its name.

    Raises ``OSError`` for a file that cannot be read.
    """
    if is_workbook(path):
        return read_workbook(path, faults)
    return read_text(path.read_bytes(), path.name, faults, encoding=encoding, headers_in=headers_in)


def read_list(
    path: Path, graph: Graph | None, *, as_of: date | None = None, hints: Hints = NO_HINTS
) -> tuple[Dataset, list[Fault]]:
    """The dataset that a first-day list describes, and every fault that reading it can find.

    ``as_of`` is the day of its facts, default today. With ``graph`` an enterprise or material of
    exactly the same name, or the same credit code, is the one the graph has. Raises ``OSError``
    for a file that cannot be read.
    """
    faults: list[Fault] = []
    as_of = as_of or today()
    if wanted := other_kind(path):
        return Dataset(id_of(path.stem), path.stem, as_of), [Fault(wanted, path.name)]
    if (wanted := markup(path)) and not is_workbook(path):
        return Dataset(id_of(path.stem), path.stem, as_of), [Fault(wanted, path.name)]
    spreadsheet = read_spreadsheet(path, hints.encoding, faults)
    name = hints.dataset or dataset_name(path.stem)
    dataset = Dataset(id_of(name), name, as_of, source=path.name, file=path.name)
    if spreadsheet.workbook:
        dataset.sheets = [sheet.name for sheet in spreadsheet.sheets]
    if faults and not any(map(len, spreadsheet.sheets)):
        return dataset, faults
    if _only_called_workbook(path, spreadsheet):
        return dataset, [*faults, Fault(NOT_A_WORKBOOK, path.name)]
    told, kept = normalized(hints.mapped), remembered(graph, dataset.id)
    mapped = {header: name for header, name in (kept | told).items() if name}
    dataset.mapping = mapped
    content = ListContent(spreadsheet)
    left_out, readings = LeftOut(), Readings()
    layouts = _find_lists(spreadsheet, mapped, content)
    faults += unknown_mapping(spreadsheet, layouts, hints.mapped)
    names = [spreadsheet.sheets[index].name for index in content.layouts]
    if spreadsheet.workbook and len(days := of_several_days(names)) > 1:
        faults.append(Fault(days_fault(days), path.name, "、".join(days)))
    faults += header_faults(spreadsheet, layouts, content.layouts, mapped)
    dataset.columns = listed_columns(spreadsheet, layouts, content.layouts, mapped)
    writing = Writing(as_of, spreadsheet.date1904, spreadsheet.decimal_comma)
    for index, layout in content.layouts.items():
        sheet = spreadsheet.sheets[index]
        lines, columns = rows_of(sheet, layout, left_out)
        if left_out.moved is not None:
            faults.append(_another_table(spreadsheet, index, left_out.moved, layout))
        sheet.columns = []  # a large list is in memory only once
        reader = SheetReader(spreadsheet, layout, writing, readings, faults, pair=hints.pair)
        offset = index * LINES_PER_SHEET if spreadsheet.workbook else 0
        reader.read(lines + offset, columns, content.rows, _town(sheet, layout))
    if content.layouts:
        merge_rows(dataset, content, known_enterprises(graph), known_materials(graph), faults)
    told_of_names = dataset.understood
    dataset.understood = understood(path.suffix, content, left_out, readings)
    dataset.understood += told_of_names
    dataset.understood += understood_as_before(content.layouts, kept, told)
    return dataset, faults


def _only_called_workbook(path: Path, spreadsheet: Spreadsheet) -> bool:
    """Whether a file has a workbook's name, and a content that is neither one nor a list."""
    if spreadsheet.workbook or path.suffix.lower() not in WORKBOOK_SUFFIXES:
        return False
    return not any(find_layout(sheet, {}, text=True).is_list for sheet in spreadsheet.sheets)


def _another_table(spreadsheet: Spreadsheet, index: int, line: int, layout: Layout) -> Fault:
    sheet = spreadsheet.sheets[index]
    offset = index * LINES_PER_SHEET if spreadsheet.workbook else 0
    cells = filter(None, sheet.cells(sheet.numbers.index(line)))
    first = layout.header_lines[-1]
    return Fault(
        Text(
            f"another header, whose columns are not those of line {first}: bring this table into"
            " the order of the first, or onto a sheet of its own",
            f"此行是另一个表头，各列与第 {first} 行不同："
            "请按第一张表的列序排列，或移到单独的工作表",
        ),
        spreadsheet.location(line + offset, None),
        "、".join(cells),
    )


def _find_lists(
    spreadsheet: Spreadsheet, mapped: Mapping[str, str], content: ListContent
) -> dict[int, Layout]:
    """The layouts of all visible sheets; those that are lists are put into ``content``."""
    layouts: dict[int, Layout] = {}
    for index, sheet in enumerate(spreadsheet.sheets):
        if sheet.hidden or not len(sheet):
            continue
        layout = find_layout(sheet, mapped, text=not spreadsheet.workbook)
        layouts[index] = layout
        if layout.is_list and not is_form(sheet, layout):
            widest = _widest(sheet, layout.first - 1)
            name_unnamed_columns(
                layout, widest if layout.width is None else min(widest, layout.width)
            )
            content.layouts[index] = layout
    examples = [i for i in content.layouts if is_example(spreadsheet.sheets[i])]
    if len(examples) < len(content.layouts):
        content.examples = examples
    alone = [i for i, layout in content.layouts.items() if layout.alone and i not in examples]
    if len(alone) + len(content.examples) < len(content.layouts):
        content.enterprises_only = alone
    not_read = {*content.examples, *content.enterprises_only}
    content.layouts = {i: each for i, each in content.layouts.items() if i not in not_read}
    spreadsheet.several = len(content.layouts) > 1
    return layouts


def _widest(sheet: Sheet, first: int) -> int:
    """How many cells the widest line has, from the line at index ``first`` on."""
    if sheet.widths:
        return max(sheet.widths[first:])
    filled = (i for i, column in enumerate(sheet.columns) if column.codes[first:].any())
    return max(filled, default=-1) + 1


def _town(sheet: Sheet, layout: Layout) -> str | None:
    """The town that a sheet is called after, where its list has no column of towns."""
    if "town" in layout.positions or not _TOWN.fullmatch(sheet.name):
        return None
    return sheet.name
