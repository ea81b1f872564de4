"""Reading a first-day list, one spreadsheet, into the same tables as a dataset folder.

Each row says that a supporting enterprise supplies an anchor, with what else is known of it.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from service.dataset.csv_reader import expected
from service.dataset.first_day.columns import (
    LIST_COLUMNS,
    ListColumn,
    column_of_header,
    normalized_header,
)
from service.dataset.first_day.identity import id_of, known_enterprises, known_materials
from service.dataset.first_day.merge import MULTI_VALUED, Layout, ListRow, merge_rows
from service.dataset.first_day.spreadsheet import SUFFIXES, sheet_lines
from service.dataset.input_tables import Dataset
from service.dataset.parse import InvalidCell, Value, parse
from service.errors import Fault
from service.graph.database import Graph
from service.language import Text
from service.model.columns import Column
from service.model.tables import ENTERPRISES, MATERIALS, NEEDS_TABLE, SUPPLIES_TABLE

HEADER_SEARCH_LINES = 10
"""Lines in which the header is searched; above it such lists have titles."""

_DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
_PERCENT = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*[%％]")
_WITH_UNIT = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+(?:\.[0-9]+)?)\s*[人名天日]?")
_YES = ("是", "已复工", "已", "yes", "y", "true", "1", "√")
_NO = ("否", "未复工", "未", "no", "n", "false", "0", "×")


def is_list(path: Path) -> bool:
    """Whether the file has the suffix of a list."""
    return path.suffix.lower() in SUFFIXES


def read_list(
    path: Path, graph: Graph | None, *, as_of: date | None = None
) -> tuple[Dataset, list[Fault]]:
    """The dataset that a first-day list describes, and every fault that reading it can find.

    ``as_of`` is the day of its facts, default today. With ``graph`` an enterprise or material of
    exactly the same name, or the same credit code, is the one the graph has. Raises ``OSError``
    for a file that cannot be read.
    """
    faults: list[Fault] = []
    lines = list(sheet_lines(path, faults))
    dataset = Dataset(id_of(path.stem), path.stem, as_of or date.today(), source=path.name)
    layout = _layout(path.name, lines, faults)
    if layout is None:
        return dataset, faults
    reader = _RowReader(layout, faults)
    rows = [reader.row(line, texts) for line, texts in lines[layout.first_row :]]
    merge_rows(dataset, layout, rows, known_enterprises(graph), known_materials(graph), faults)
    return dataset, faults


def _layout(
    file: str, lines: Sequence[tuple[int, list[str]]], faults: list[Fault]
) -> Layout | None:
    required = {column.name for column in LIST_COLUMNS if column.required}
    best_match: tuple[int, set[str]] = (0, set())
    for index, (_, cells) in enumerate(lines[:HEADER_SEARCH_LINES]):
        recognized = {column.name for cell in cells if cell and (column := column_of_header(cell))}
        if len(recognized & required) > len(best_match[1] & required):
            best_match = (index, recognized)
    index, recognized = best_match
    if not required <= recognized:
        if not faults:
            for column in LIST_COLUMNS:
                if column.required and column.name not in recognized:
                    faults.append(_missing(column, file, lines[index][0] if lines else 1))
        return None
    line, cells = lines[index]
    layout = Layout(file, index + 1)
    seen: set[str] = set()
    for position, header in enumerate(cells):
        column = column_of_header(header)
        name = column.name if column else header
        repeated = name in layout.positions or name in layout.note_columns
        if repeated and name in MULTI_VALUED and normalized_header(header) not in seen:
            layout.more_positions.setdefault(name, []).append(position)
        elif repeated:
            faults.append(
                Fault(Text("this column is there twice", "该列重复"), f"{file}:{line}", header)
            )
        elif column:
            layout.positions[name] = position
            layout.source_headers[name] = header
        elif header:
            layout.note_columns[header] = position
        seen.add(normalized_header(header))
    return layout


def _missing(column: ListColumn, file: str, line: int) -> Fault:
    return Fault(
        Text(
            f"no column {column.label.zh} ({column.label.en}); a list has one row per supporting"
            " enterprise, with the columns 龙头企业 and 配套企业",
            f"缺少“{column.label.zh}”列；名单每行一家配套企业，须有“龙头企业”“配套企业”两列",
        ),
        f"{file}:{line}:{column.label.zh}",
    )


class _RowReader:
    """Parses lines by the layout; an invalid cell is recorded as a fault and left blank."""

    def __init__(self, layout: Layout, faults: list[Fault]) -> None:
        self._layout = layout
        self._faults = faults

    def row(self, line: int, cells: list[str]) -> ListRow:
        layout = self._layout
        width = 1 + max(*layout.positions.values(), *layout.note_columns.values(), len(cells) - 1)
        cells = cells + [""] * (width - len(cells))
        notes = [f"{header}：{cells[i]}" for header, i in layout.note_columns.items() if cells[i]]
        values: dict[str, Value] = {}
        for name, position in layout.positions.items():
            parts = [cells[i] for i in (position, *layout.more_positions.get(name, ())) if cells[i]]
            text = "；".join(dict.fromkeys(parts))
            if name == "district" and text and not text.isdecimal():
                notes.append(f"{layout.source_headers[name]}：{text}")
                text = ""
            values[name] = self._value(line, name, text)
        note = values.get("note")
        text_of_note = "；".join([*([str(note)] if note else []), *notes])
        return ListRow(line, values, self._note(line, text_of_note))

    def _value(self, line: int, name: str, text: str) -> Value:
        try:
            return (
                _yes_or_no(text)
                if name == "resumed"
                else parse(_COLUMNS[name], _normalized(name, text))
            )
        except InvalidCell as invalid:
            where = f"{self._layout.file}:{line}:{self._layout.source_headers[name]}"
            self._faults.append(Fault(expected(invalid.expected), where, text or None))
            return None

    def _note(self, line: int, text_of_note: str) -> str | None:
        try:
            return str(parse(_COLUMNS["note"], text_of_note)) if text_of_note else None
        except InvalidCell as invalid:
            self._faults.append(Fault(expected(invalid.expected), f"{self._layout.file}:{line}"))
            return None


_COLUMNS: dict[str, Column] = {
    "buyer": ENTERPRISES.column("name"),
    "supplier": ENTERPRISES.column("name"),
    "material": replace(MATERIALS.column("name"), required=False),
    "stock_days": NEEDS_TABLE.column("stock_days"),
    "lead_days": SUPPLIES_TABLE.column("lead_days"),
    **{
        name: ENTERPRISES.column(name)
        for name in (
            "uscc", "district", "town", "contact", "phone", "resumed_on", "expected_on",
            "output_rate", "headcount", "on_post", "note",
        )
    },
}  # fmt: skip
"""By column of the list: the table column that defines its values."""


def _normalized(name: str, text: str) -> str:
    """A cell as people write it in the form of the tables; unchanged where none is recognized."""
    kind = _COLUMNS[name].kind
    if kind == "date" and (found := _DATE.fullmatch(text)):
        year, month, day = found.groups()
        return f"{year}-{month:0>2}-{day:0>2}"
    if name == "output_rate" and (found := _PERCENT.fullmatch(text)):
        return f"{Decimal(found[1]) / 100:f}"
    if kind in ("integer", "number") and (found := _WITH_UNIT.fullmatch(text)):
        return found[1].replace(",", "")
    return text


def _yes_or_no(text: str) -> bool | None:
    if not text:
        return None
    text_of_note = text.casefold()
    if text_of_note not in _YES and text_of_note not in _NO:
        raise InvalidCell(Text("是 (yes) or 否 (no)", "是 或 否"))
    return text_of_note in _YES
