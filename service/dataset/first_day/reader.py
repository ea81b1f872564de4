"""The one sheet that a bureau has on its first day, as the same tables as any dataset.

One row says: this supporting enterprise supplies that anchor, with whatever else is known of it.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from service.dataset.csv_reader import expected
from service.dataset.first_day.columns import LIST_COLUMNS, ListColumn, meaning, plainly
from service.dataset.first_day.identity import id_of, known_enterprises, known_materials
from service.dataset.first_day.merge import JOINED, Layout, ListRow, gather
from service.dataset.first_day.spreadsheet import SUFFIXES, sheet_lines
from service.dataset.parse import Unfit, Value, parse
from service.dataset.tables_in_memory import Dataset
from service.errors import Fault
from service.graph.database import Graph
from service.language import Text
from service.model.columns import Column
from service.model.tables import ENTERPRISES, MATERIALS, NEEDS_TABLE, SUPPLIES_TABLE

HEADER_WITHIN = 10
"""Lines in which the header is looked for; above it stands what such sheets are titled with."""

_DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
_PERCENT = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*[%％]")
_WITH_UNIT = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+(?:\.[0-9]+)?)\s*[人名天日]?")
_YES = ("是", "已复工", "已", "yes", "y", "true", "1", "√")
_NO = ("否", "未复工", "未", "no", "n", "false", "0", "×")


def is_list(path: Path) -> bool:
    """Whether a file's name says that it is one sheet."""
    return path.suffix.lower() in SUFFIXES


def read_list(
    path: Path, graph: Graph | None, *, as_of: date | None = None
) -> tuple[Dataset, list[Fault]]:
    """The dataset that a first-day list is, and every fault that reading it can find.

    ``as_of`` is the day it tells of, default today. With ``graph`` an enterprise or material of
    exactly the same name, or the same credit code, is the one the graph has.
    """
    faults: list[Fault] = []
    lines = list(sheet_lines(path, faults))
    dataset = Dataset(id_of(path.stem), path.stem, as_of or date.today(), source=path.name)
    layout = _layout(path.name, lines, faults)
    if layout is None:
        return dataset, faults
    cells = _Cells(layout, faults)
    rows = [cells.row(line, texts) for line, texts in lines[layout.below :]]
    gather(dataset, layout, rows, known_enterprises(graph), known_materials(graph), faults)
    return dataset, faults


def _layout(
    file: str, lines: Sequence[tuple[int, list[str]]], faults: list[Fault]
) -> Layout | None:
    required = {column.name for column in LIST_COLUMNS if column.required}
    best: tuple[int, set[str]] = (0, set())
    for index, (_, cells) in enumerate(lines[:HEADER_WITHIN]):
        meant = {column.name for cell in cells if cell and (column := meaning(cell))}
        if len(meant & required) > len(best[1] & required):
            best = (index, meant)
    index, meant = best
    if not required <= meant:
        if not faults:
            for column in LIST_COLUMNS:
                if column.required and column.name not in meant:
                    faults.append(_missing(column, file, lines[index][0] if lines else 1))
        return None
    line, cells = lines[index]
    layout = Layout(file, index + 1)
    seen: set[str] = set()
    for place, header in enumerate(cells):
        column_meant = meaning(header)
        name = column_meant.name if column_meant else header
        again = name in layout.places or name in layout.others
        if again and name in JOINED and plainly(header) not in seen:
            layout.further.setdefault(name, []).append(place)
        elif again:
            faults.append(
                Fault(Text("this column is there twice", "该列重复"), f"{file}:{line}", header)
            )
        elif column_meant:
            layout.places[name] = place
            layout.headers[name] = header
        elif header:
            layout.others[header] = place
        seen.add(plainly(header))
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


class _Cells:
    """Turns lines into rows by the layout; faults are noted, their cells left blank."""

    def __init__(self, layout: Layout, faults: list[Fault]) -> None:
        self._layout = layout
        self._faults = faults

    def row(self, line: int, cells: list[str]) -> ListRow:
        """One line as a row."""
        layout = self._layout
        width = 1 + max(*layout.places.values(), *layout.others.values(), len(cells) - 1)
        cells = cells + [""] * (width - len(cells))
        notes = [f"{header}：{cells[at]}" for header, at in layout.others.items() if cells[at]]
        values: dict[str, Value] = {}
        for name, place in layout.places.items():
            said_here = [cells[at] for at in (place, *layout.further.get(name, ())) if cells[at]]
            text = "；".join(dict.fromkeys(said_here))
            if name == "district" and text and not text.isdecimal():
                notes.append(f"{layout.headers[name]}：{text}")
                text = ""
            values[name] = self._value(line, name, text)
        note = values.get("note")
        said = "；".join([*([str(note)] if note else []), *notes])
        return ListRow(line, values, self._text(line, said))

    def _value(self, line: int, name: str, text: str) -> Value:
        try:
            return (
                _yes_or_no(text) if name == "resumed" else parse(_COLUMNS[name], _tidy(name, text))
            )
        except Unfit as unfit:
            where = f"{self._layout.file}:{line}:{self._layout.headers[name]}"
            self._faults.append(Fault(expected(unfit.expected), where, text or None))
            return None

    def _text(self, line: int, said: str) -> str | None:
        try:
            return str(parse(_COLUMNS["note"], said)) if said else None
        except Unfit as unfit:
            self._faults.append(Fault(expected(unfit.expected), f"{self._layout.file}:{line}"))
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
"""The table column that says what a cell may hold."""


def _tidy(name: str, text: str) -> str:
    """A cell as people write it in the form that tables ask for; what is neither stays."""
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
    said = text.casefold()
    if said not in _YES and said not in _NO:
        raise Unfit(Text("是 (yes) or 否 (no)", "是 或 否"))
    return said in _YES
