"""A dataset folder as it lies on disk: ``dataset.yaml`` and CSV files, read with their lines.

Reading never stops at a fault: what is wrong is noted, and everything else is read on.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import yaml

from service.dataset.csv_reader import Portion, csv_portions, decoded, expected, is_utf8
from service.dataset.parse import Unfit, parse
from service.dataset.tables_in_memory import Dataset, Sheet, Words
from service.errors import Fault
from service.language import Text
from service.model.columns import Column, Table
from service.model.tables import BY_NAME, TABLES

ABOUT = "dataset.yaml"
_ID = Column("id", "id", Text("Id", "编号"), required=True)
_REQUIRED = ("id", "title", "as_of")
_KNOWN = ("id", "title", "as_of", "source", "licence", "note")


def read_folder(path: Path) -> tuple[Dataset, list[Fault]]:
    """The dataset in the folder ``path`` and every fault that reading alone can find.

    Raises ``OSError`` for a file or folder that cannot be read.
    """
    faults: list[Fault] = []
    dataset = _read_about(path / ABOUT, faults)
    known = {table.file for table in TABLES}
    for file in sorted(path.iterdir()):
        stray = file.suffix.lower() == ".csv" and file.name not in known
        if stray or (file.suffix.lower() in (".xlsx", ".xls") and file.stem in BY_NAME):
            faults.append(
                Fault(
                    Text(
                        "no such table; known are " + ", ".join(t.file for t in TABLES),
                        "没有这个表；可用的表：" + "、".join(t.file for t in TABLES),
                    ),
                    file.name,
                )
            )
    readings: Readings = {}
    for table in TABLES:
        file = path / table.file
        if file.exists():
            sheet = _read_table(table, file, dataset.ids, readings, faults)
            dataset.sheets[table.name] = sheet
    return dataset, faults


def _read_table(
    table: Table, path: Path, ids: dict[str, Words], readings: "Readings", faults: list[Fault]
) -> Sheet:
    if not is_utf8(path, faults):  # or it were half read before that shows
        return Sheet(table, path.name, [])
    portions = csv_portions(path, faults)
    none: Portion = ((1,), [[]])
    numbers, rows = next(portions, none)
    sheet = Sheet(table, path.name, [cell.strip() for cell in rows[0]], ids)
    if _header_fits(sheet, faults):
        first: Portion = (numbers[1:], rows[1:])
        _fill(sheet, chain([first], portions), readings, faults)
    return sheet


def _fill(
    sheet: Sheet, portions: Iterable[Portion], shared: "Readings", faults: list[Fault]
) -> None:
    """Parses records into ``sheet``, cell by cell. A cell at fault is held as ``None``."""
    columns = [sheet.table.column(name) for name in sheet.columns]
    readings = _readings(columns, sheet, shared)
    for lines, rows in portions:
        if set(map(len, rows)) - {len(columns)}:
            lines, rows = _of_one_width(sheet, lines, rows, faults)
        sheet.lines.extend(lines)
        for column, cells, reading, texts in zip(
            columns, sheet.cells, readings, zip(*rows, strict=True), strict=False
        ):
            cells.codes.extend(map(reading.__getitem__, texts))
            if reading.unfit:
                _note_unfit(sheet, column, reading, zip(lines, texts, strict=True), faults)


class _Reading(dict[str, int]):
    """The code of each text that has been parsed: parsing each text once is what makes it fast.

    A text at fault gets the code of ``None``, and stands in ``unfit`` with what was expected.
    """

    def __init__(self, column: Column, words: Words) -> None:
        super().__init__()
        self._column = column
        self._words = words
        self.unfit: dict[str, Text] = {}

    def __missing__(self, text: str) -> int:
        try:
            code = self._words.code(parse(self._column, text))
        except Unfit as unfit:
            self.unfit[text] = unfit.expected
            return 0
        self[text] = code
        return code


Readings = dict[tuple[int, bool], _Reading]
"""Of columns of ids: those that may hold the same have one reading together."""


def _readings(columns: list[Column], sheet: Sheet, shared: Readings) -> list[_Reading]:
    """A reading for each column."""
    readings: list[_Reading] = []
    for column, cells in zip(columns, sheet.cells, strict=True):
        reading = _Reading(column, cells.words)
        if column.kind == "id":
            reading = shared.setdefault((id(cells.words), column.required), reading)
        readings.append(reading)
    return readings


def _of_one_width(
    sheet: Sheet, lines: Sequence[int], rows: list[list[str]], faults: list[Fault]
) -> Portion:
    width = len(sheet.columns)
    for line, cells in zip(lines, rows, strict=True):
        if len(cells) != width and any(cell.strip() for cell in cells):
            faults.append(_wrong_width(sheet.file, line, len(cells), width))
    fit = [(line, cells) for line, cells in zip(lines, rows, strict=True) if len(cells) == width]
    return [line for line, _ in fit], [cells for _, cells in fit]


def _note_unfit(
    sheet: Sheet,
    column: Column,
    reading: _Reading,
    texts: Iterable[tuple[int, str]],
    faults: list[Fault],
) -> None:
    for line, text in texts:
        if text in reading.unfit:
            wanted = expected(reading.unfit[text])
            faults.append(Fault(wanted, f"{sheet.file}:{line}:{column.name}", text))
    reading.unfit.clear()


def _header_fits(sheet: Sheet, faults: list[Fault]) -> bool:
    known = sheet.table.known
    wrong = len(faults)
    for position, name in enumerate(sheet.columns):
        if name not in known:
            faults.append(
                Fault(
                    Text("unknown column; known are " + ", ".join(known),
                         "未知的列；可用的列：" + "、".join(known)),
                    f"{sheet.file}:1",
                    name,
                )
            )  # fmt: skip
        elif name in sheet.columns[:position]:
            faults.append(
                Fault(
                    Text("this column is there twice", "该列重复"), f"{sheet.file}:1:{name}", name
                )
            )
    for column in sheet.table.columns:
        if column.required and column.name not in sheet.columns:
            faults.append(
                Fault(
                    Text("this column is required and missing", "缺少必需的列"),
                    f"{sheet.file}:1:{column.name}",
                )
            )
    return len(faults) == wrong


def _wrong_width(file: str, line: int, found: int, wanted: int) -> Fault:
    return Fault(
        Text(
            f"{found} cells where the header has {wanted}; a comma inside a cell needs quotes",
            f"本行有 {found} 格，表头有 {wanted} 格；单元格内的逗号须加引号",
        ),
        f"{file}:{line}",
    )


def _read_about(path: Path, faults: list[Fault]) -> Dataset:
    if not path.is_file():
        faults.append(
            Fault(
                Text(
                    "a dataset folder holds this file, with " + ", ".join(_REQUIRED),
                    "数据文件夹须有此文件，写明 " + "、".join(_REQUIRED),
                ),
                ABOUT,
            )
        )
        return Dataset()
    text = decoded(path, ("utf-8-sig",), faults)
    if text is None:
        return Dataset()
    try:
        about = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "not YAML"
        where = f"{ABOUT}:{mark.line + 1}" if mark else ABOUT
        faults.append(Fault(expected(Text(f"YAML ({problem})", f"YAML 格式（{problem}）")), where))
        return Dataset()
    if not isinstance(about, dict):
        about = {}
    return _about(about, faults)


def _about(about: dict[Any, Any], faults: list[Fault]) -> Dataset:
    for key in about:
        if key not in _KNOWN:
            known = ", ".join(_KNOWN)
            text = Text(f"unknown entry; known are {known}", f"未知的项；可用：{known}")
            faults.append(Fault(text, ABOUT, str(key)))
    for key in _REQUIRED:
        if about.get(key) in (None, ""):
            faults.append(Fault(Text("a value is required", "必填，不能为空"), f"{ABOUT}::{key}"))
    texts: dict[str, str | None] = {}
    for key in ("id", "title", "source", "licence", "note"):
        value = about.get(key)
        texts[key] = None if value in (None, "") else str(value).strip()
    as_of = about.get("as_of")
    if isinstance(as_of, str):
        with suppress(ValueError):
            as_of = date.fromisoformat(as_of)
    if isinstance(as_of, datetime) or not isinstance(as_of, date):
        if as_of not in (None, ""):
            wanted = expected(Text("a date such as 2020-02-12", "日期，如 2020-02-12"))
            faults.append(Fault(wanted, f"{ABOUT}::as_of", str(as_of)))
        as_of = date.min
    if texts["id"]:
        try:
            parse(_ID, texts["id"])
        except Unfit as unfit:
            faults.append(Fault(expected(unfit.expected), f"{ABOUT}::id", texts["id"]))
    return Dataset(
        texts["id"] or "",
        texts["title"] or "",
        as_of,
        texts["source"],
        texts["licence"],
        texts["note"],
    )
