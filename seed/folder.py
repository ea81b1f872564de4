"""A dataset folder as it lies on disk: ``dataset.yaml`` and CSV files, read with their lines.

Reading never stops at a fault: what is wrong is noted, and everything else is read on.
"""

import csv
import io
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from seed.columns import Column, Table
from seed.tables import BY_NAME, TABLES
from seed.values import Unfit, Value, parse
from service.errors import Fault
from service.language import Text

ABOUT = "dataset.yaml"
_ID = Column("id", "id", Text("Id", "编号"), required=True)
_REQUIRED = ("id", "title", "as_of")
_KNOWN = ("id", "title", "as_of", "source", "licence", "note")


@dataclass
class Sheet:
    """The rows of one table: ``columns`` as the header names them, a value per cell, and the line
    each row begins on (the header is line 1)."""

    table: Table
    file: str
    columns: list[str]
    rows: list[list[Value]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    """What the file itself calls a column, where that is another name."""

    def where(self, row: int, column: str) -> str:
        """``file:line:column`` of one cell."""
        return f"{self.file}:{self.lines[row]}:{self.headers.get(column, column)}"

    def position(self, column: str) -> int | None:
        """Where ``column`` stands in a row; ``None`` if the header does not name it."""
        return self.columns.index(column) if column in self.columns else None


@dataclass
class Dataset:
    """One dataset as read, whether from a folder or from a first-day list."""

    id: str = ""
    title: str = ""
    as_of: date = date.min
    source: str | None = None
    licence: str | None = None
    note: str | None = None
    sheets: dict[str, Sheet] = field(default_factory=dict)
    notices: list[Text] = field(default_factory=list)
    """What a person should look at; no fault."""

    def sheet(self, name: str) -> Sheet:
        """The table's rows; an empty one without columns where there is no file."""
        return self.sheets.get(name) or Sheet(BY_NAME[name], BY_NAME[name].file, [])


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
    for table in TABLES:
        file = path / table.file
        if file.exists():
            dataset.sheets[table.name] = read_table(table, file, faults)
    return dataset, faults


def read_table(table: Table, path: Path, faults: list[Fault]) -> Sheet:
    """One table's CSV file; faults are appended to ``faults``."""
    name = path.name
    text = decoded(path, ("utf-8-sig",), faults)
    if text is None:
        return Sheet(table, name, [])
    lines = csv_rows(text, name, faults)
    header = [cell.strip() for cell in next(lines, (1, []))[1]]
    sheet = Sheet(table, name, header)
    if not _header_fits(sheet, faults):
        return sheet
    columns = [table.column(column) for column in header]
    fill(sheet, columns, lines, faults)
    return sheet


def fill(
    sheet: Sheet,
    columns: list[Column],
    lines: Iterable[tuple[int, list[str]]],
    faults: list[Fault],
) -> None:
    """Parses ``lines`` into ``sheet``, cell by cell. A cell at fault is held as ``None``."""
    # Few columns hold many different values: parsing each text once is faster, and equal ids are
    # then one object in memory.
    parsed: list[dict[str, Value]] = [{} for _ in columns]
    for line, cells in lines:
        if len(cells) != len(columns):
            if any(cell.strip() for cell in cells):
                faults.append(_wrong_width(sheet.file, line, len(cells), len(columns)))
            continue
        row: list[Value] = []
        for column, known, cell in zip(columns, parsed, cells, strict=True):
            if cell in known:
                row.append(known[cell])
                continue
            try:
                value = parse(column, cell)
            except Unfit as unfit:
                faults.append(
                    Fault(expected(unfit.expected), f"{sheet.file}:{line}:{column.name}", cell)
                )
                row.append(None)
                continue
            if column.kind == "id" and isinstance(value, str):
                value = sys.intern(value)
            if column.kind != "text":
                known[cell] = value
            row.append(value)
        sheet.rows.append(row)
        sheet.lines.append(line)


def expected(what: Text) -> Text:
    """``what`` as the text of a fault."""
    return Text(f"expected: {what.en}", f"应为：{what.zh}")


def decoded(path: Path, encodings: tuple[str, ...], faults: list[Fault]) -> str | None:
    """The text of a file in the first of ``encodings`` that fits; ``None`` where none does.

    Raises ``OSError`` for a file that cannot be read.
    """
    content = path.read_bytes()
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            line, start = content.count(b"\n", 0, error.start) + 1, error.start
    shown = content[start : start + 8].hex(" ")
    faults.append(
        Fault(
            expected(
                Text('UTF-8 (in Excel: save as "CSV UTF-8")', "UTF-8（Excel 另存为“CSV UTF-8”）")
            ),
            f"{path.name}:{line}",
            shown,
        )
    )
    return None


def csv_rows(text: str, file: str, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """The records of CSV ``text``, each with the line it begins on; blank lines are left out."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            faults.append(
                Fault(
                    expected(
                        Text(f"CSV, a quote closed before the line ends ({error})",
                             f"CSV 格式，引号须成对（{error}）")
                    ),
                    f"{file}:{line}",
                )
            )  # fmt: skip
            return
        if cells:
            yield line, cells


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
