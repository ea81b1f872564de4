"""Checking a dataset whole: every fault of every table in one list, before a single write."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from seed.facts import ids
from seed.first_day import is_list, read_list
from seed.folder import Dataset, Sheet, expected, read_folder
from seed.shares import shares
from seed.tables import BY_LABEL, SUPPLIES, TABLES
from seed.upsert import template
from seed.values import Value
from service.errors import Fault, NotFound
from service.graph import Graph
from service.language import Text
from service.shapes import Rows

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
    path: Path, graph: Graph | None, *, replace: bool = False, as_of: date | None = None
) -> tuple[Dataset, list[Fault]]:
    """The dataset at ``path`` and all its faults; see ``check_folder``."""
    dataset, faults = read(path, graph, as_of=as_of)
    faults += check(dataset, graph, replace=replace)
    return dataset, sorted(faults, key=lambda fault: _order_of(fault, dataset))


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


def check(dataset: Dataset, graph: Graph | None, *, replace: bool = False) -> list[Fault]:
    """The faults that show only across cells: keys, references, dates, shares."""
    faults: list[Fault] = []
    for table in TABLES:
        sheet = dataset.sheet(table.name)
        if sheet.rows:
            faults += _duplicates(sheet)
            faults += _past(sheet, dataset.as_of)
            faults += _unknown(sheet, dataset, graph)
            faults += _periods(sheet)
            if table.relation is SUPPLIES:
                faults += _from_itself(sheet)
                faults += shares(sheet, dataset, graph, replace=replace)
    return faults


def _duplicates(sheet: Sheet) -> Iterator[Fault]:
    at = [sheet.position(name) for name in sheet.table.key]
    named = ", ".join(name for name in sheet.table.key if name in sheet.columns)
    first: dict[tuple[Value, ...], int] = {}
    for index, row in enumerate(sheet.rows):
        key = tuple(row[i] if i is not None else None for i in at)
        if key[0] is None:
            continue
        earlier = first.setdefault(key, index)
        if earlier != index:
            line = sheet.lines[earlier]
            yield Fault(
                Text(f"the same {named} as in line {line}", f"与第 {line} 行重复：{named}"),
                sheet.where(index, sheet.table.key[0]),
                " ".join(str(part) for part in key if part is not None),
            )


def _past(sheet: Sheet, as_of: date) -> Iterator[Fault]:
    for column in sheet.table.columns:
        at = sheet.position(column.name)
        if at is None or not column.past or as_of == date.min:
            continue
        for index, row in enumerate(sheet.rows):
            value = row[at]
            if isinstance(value, date) and value > as_of:
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
                    str(value),
                )


def _unknown(sheet: Sheet, dataset: Dataset, graph: Graph | None) -> Iterator[Fault]:
    for column in sheet.table.columns:
        at = sheet.position(column.name)
        if at is None or not column.refers:
            continue
        named = {str(row[at]) for row in sheet.rows if row[at] is not None}
        missing = named - ids(dataset, column.refers)
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
        for index, row in enumerate(sheet.rows):
            if row[at] in missing:
                yield Fault(expected(wanted), sheet.where(index, column.name), str(row[at]))


def _periods(sheet: Sheet) -> Iterator[Fault]:
    for earlier, later in (("since", "until"), ("raised_on", "met_on")):
        first, last = sheet.position(earlier), sheet.position(later)
        if first is None or last is None:
            continue
        for index, row in enumerate(sheet.rows):
            begin, end = row[first], row[last]
            if isinstance(begin, date) and isinstance(end, date) and end < begin:
                yield Fault(
                    Text(
                        f"expected: a day not before {earlier}, {begin}",
                        f"应为：不早于 {earlier}（{begin}）的日期",
                    ),
                    sheet.where(index, later),
                    str(end),
                )


def _from_itself(sheet: Sheet) -> Iterator[Fault]:
    supplier, buyer = sheet.position("supplier"), sheet.position("buyer")
    assert supplier is not None and buyer is not None
    for index, row in enumerate(sheet.rows):
        if row[supplier] is not None and row[supplier] == row[buyer]:
            yield Fault(
                Text("expected: a buyer other than the supplier", "应为：供应商以外的企业"),
                sheet.where(index, "buyer"),
                str(row[buyer]),
            )


def _held(graph: Graph, label: str, wanted: set[str]) -> set[str]:
    """Those of ``wanted`` that nodes of ``label`` in the graph have as ids."""
    held: set[str] = set()
    listed = sorted(wanted)
    text = template("existing-ids", label=label)
    for begin in range(0, len(listed), PORTION):
        found: Rows = graph.read(text, {"ids": listed[begin : begin + PORTION]}, timeout=LIMIT)
        held.update(row[0] for row in found.rows)
    return held
