"""Checking a dataset whole: every fault of every table in one list, before a single write."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from service.dataset.csv_reader import expected
from service.dataset.empty_graph import EmptyGraph, ReadableGraph
from service.dataset.first_day.reader import is_list, read_list
from service.dataset.folder import read_folder
from service.dataset.shares import shares
from service.dataset.tables_in_memory import Dataset, Sheet
from service.dataset.upsert import template
from service.dataset.vectors import NOTHING, days, known, packed, present, repeated, where
from service.errors import Fault, NotFound
from service.graph.database import Graph
from service.graph.values import Rows
from service.language import Text
from service.model.tables import BY_LABEL, SUPPLIES, TABLES

PORTION = 10_000
"""Ids asked for in one reading of the graph."""

LIMIT = 120.0
"""Seconds that one reading of the graph may take."""


def check_folder(
    path: Path, graph: Graph | None = None, *, replace: bool = False, as_of: date | None = None
) -> list[Fault]:
    """Every fault of a dataset folder or first-day list, in the order of its files and lines.

    With ``graph`` a row may refer to what the graph holds already, and shares are added up with
    those it holds. Writes nothing. Raises ``NotFound`` if there is nothing at ``path``.
    """
    return read_and_check(path, graph, replace=replace, as_of=as_of)[1]


def read_and_check(
    path: Path,
    graph: Graph | None,
    *,
    replace: bool = False,
    as_of: date | None = None,
    empty: bool = False,
) -> tuple[Dataset, list[Fault]]:
    """The dataset at ``path`` and all its faults; see ``check_folder``.

    ``empty``: the graph is known to hold nothing; it is not asked and need not run.
    """
    with _no_looking_for_circles():
        dataset, faults = read(path, graph, as_of=as_of)
        faults += check(dataset, EmptyGraph() if empty else graph, replace=replace)
    return dataset, sorted(faults, key=lambda fault: _order_of(fault, dataset))


@contextmanager
def _no_looking_for_circles() -> Iterator[None]:
    """Python looks through all objects again and again for those that hold each other; reading
    makes millions of which none do, and a quarter of its time went there."""
    looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looking:
            gc.enable()


def _order_of(fault: Fault, dataset: Dataset) -> tuple[int, int, int]:
    file, line, column, *_ = [*fault.where.split(":"), "", ""]
    for place, table in enumerate(TABLES):
        sheet = dataset.sheet(table.name)
        if sheet.file == file:
            known = line != "1" and column in sheet.columns
            return place, int(line or 0), sheet.columns.index(column) if known else 0
    return -1, int(line) if line.isdecimal() else 0, 0


def read(
    path: Path, graph: Graph | None, *, as_of: date | None = None
) -> tuple[Dataset, list[Fault]]:
    """The dataset at ``path``, folder or list, with the faults that reading finds.

    Raises ``NotFound`` where there is nothing, or a file or folder that cannot be read.
    """
    try:
        if path.is_dir():
            return read_folder(path)
        if path.is_file() and is_list(path):
            return read_list(path, graph, as_of=as_of)
    except OSError as error:
        file, reason = error.filename or path, error.strerror or error
        raise NotFound(
            Text(f"{file} cannot be read: {reason}", f"无法读取 {file}：{reason}")
        ) from error
    raise NotFound(
        Text(
            f"{path} is neither a dataset folder nor a list (.xlsx, .csv)",
            f"{path} 既不是数据文件夹，也不是名单（.xlsx、.csv）",
        )
    )


def check(dataset: Dataset, graph: ReadableGraph | None, *, replace: bool = False) -> list[Fault]:
    """The faults that show only across cells: keys, references, dates, shares."""
    faults: list[Fault] = []
    for table in TABLES:
        sheet = dataset.sheet(table.name)
        if len(sheet):
            faults += _duplicates(sheet)
            faults += _past(sheet, dataset.as_of)
            faults += _unknown(sheet, dataset, graph)
            faults += _periods(sheet)
            if table.relation is SUPPLIES:
                faults += _from_itself(sheet)
                faults += shares(sheet, dataset, graph, replace=replace)
    return faults


def _duplicates(sheet: Sheet) -> Iterator[Fault]:
    named = [name for name in sheet.table.key if name in sheet.columns]
    parts = [sheet.required(name) for name in named]
    keys = packed([(cells.vector, len(cells.words)) for cells in parts])
    for earlier, index in repeated(keys):
        if parts[0].codes[index] == NOTHING:
            continue
        line = sheet.lines[earlier]
        shown = ", ".join(named)
        key = (cells[index] for cells in parts)
        yield Fault(
            Text(f"the same {shown} as in line {line}", f"与第 {line} 行重复：{shown}"),
            sheet.where(index, sheet.table.key[0]),
            " ".join(str(part) for part in key if part is not None),
        )


def _past(sheet: Sheet, as_of: date) -> Iterator[Fault]:
    for column in sheet.table.columns:
        cells = sheet.column(column.name)
        if cells is None or not column.past or as_of == date.min:
            continue
        for index in where(cells, lambda value: isinstance(value, date) and value > as_of):
            more = (
                Text("; a day to come belongs into expected_on", "；未来日期应填 expected_on")
                if column.name == "resumed_on"
                else Text("", "")
            )
            yield Fault(
                Text(
                    f"expected: a day not after as_of, {as_of}{more.en}",
                    f"应为：不晚于 as_of（{as_of}）的日期{more.zh}",
                ),
                sheet.where(index, column.name),
                str(cells[index]),
            )


def _unknown(sheet: Sheet, dataset: Dataset, graph: ReadableGraph | None) -> Iterator[Fault]:
    for column in sheet.table.columns:
        cells = sheet.column(column.name)
        if cells is None or not column.refers:
            continue
        missing = {
            str(cells.words.values[code])
            for code in (present(cells) & ~known(dataset, column.refers)).nonzero()[0].tolist()
            if code != NOTHING
        }
        if graph is not None:
            missing -= _held(graph, column.refers, missing)
        if not missing:
            continue
        file = BY_LABEL[column.refers].file
        wanted = (
            Text(
                f"an id that {file} has, or the graph, which was not asked",
                f"{file} 或图中已有的编号（本次未查询图）",
            )
            if graph is None
            else Text(f"an id that {file} or the graph has", f"{file} 或图中已有的编号")
        )
        for index in where(cells, missing.__contains__):
            yield Fault(expected(wanted), sheet.where(index, column.name), str(cells[index]))


def _periods(sheet: Sheet) -> Iterator[Fault]:
    for earlier, later in (("since", "until"), ("raised_on", "met_on")):
        first, last = sheet.column(earlier), sheet.column(later)
        if first is None or last is None:
            continue
        begin, end = days(first), days(last)
        for index in ((begin > 0) & (end > 0) & (end < begin)).nonzero()[0].tolist():
            yield Fault(
                Text(
                    f"expected: a day not before {earlier}, {first[index]}",
                    f"应为：不早于 {earlier}（{first[index]}）的日期",
                ),
                sheet.where(index, later),
                str(last[index]),
            )


def _from_itself(sheet: Sheet) -> Iterator[Fault]:
    supplier, buyer = sheet.required("supplier").vector, sheet.required("buyer").vector
    for index in ((supplier == buyer) & (supplier != NOTHING)).nonzero()[0].tolist():
        yield Fault(
            Text("expected: a buyer other than the supplier", "应为：供应商以外的企业"),
            sheet.where(index, "buyer"),
            str(sheet.required("buyer")[index]),
        )


def _held(graph: ReadableGraph, label: str, wanted: set[str]) -> set[str]:
    """Those of ``wanted`` that nodes of ``label`` in the graph have as ids."""
    held: set[str] = set()
    listed = sorted(wanted)
    text = template("existing-ids", label=label)
    for begin in range(0, len(listed), PORTION):
        found: Rows = graph.read(text, {"ids": listed[begin : begin + PORTION]}, timeout=LIMIT)
        held.update(row[0] for row in found.rows)
    return held
