"""Checking a dataset whole: every fault of every table in one list, before a single write."""

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from service.dataset.first_day.identity import id_of
from service.dataset.first_day.reader import NO_HINTS, SUFFIXES, Hints, is_list, read_list
from service.dataset.merging.load_statements import load_statement
from service.dataset.naming.alias_table import table_aliases, table_faults, with_table
from service.dataset.naming.aliases import KINDS, known_aliases
from service.dataset.naming.known_as import apply_aliases
from service.dataset.spreadsheets.sheet import column_position
from service.dataset.tables.csv_reader import expected
from service.dataset.tables.empty_graph import EmptyGraph, ReadableGraph
from service.dataset.tables.folder import read_folder
from service.dataset.tables.input_tables import Dataset, InputTable
from service.dataset.tables.shares import excess_shares
from service.dataset.tables.vectorised import (
    EMPTY_CODE,
    composite_keys,
    day_numbers,
    defined_codes,
    duplicate_rows,
    rows_where,
    used_codes,
)
from service.errors import Fault, NotFound, system_reason
from service.graph.database import Graph
from service.graph.values import Rows
from service.language import Text
from service.model.tables import BY_LABEL, SUPPLIES, TABLES

IDS_PER_READ = 10_000
"""Ids looked up by one query of the graph."""

_CELL = re.compile(r"(.*)!([A-Z]*)([0-9]+)", re.S)
"""A cell of a workbook, as the place of a fault."""

READ_TIMEOUT = 120.0
"""Seconds that one query of the graph may take."""


def check_folder(
    path: Path,
    graph: Graph | None = None,
    *,
    replace: bool = False,
    as_of: date | None = None,
    hints: Hints = NO_HINTS,
) -> list[Fault]:
    """Every fault of a dataset folder or first-day list, in the order of its files and lines.

    With ``graph`` a row may refer to what the graph holds already, and shares are added up with
    those it holds. Writes nothing. Raises ``NotFound`` if there is nothing at ``path``.
    """
    return read_and_check(path, graph, replace=replace, as_of=as_of, hints=hints)[1]


def read_and_check(
    path: Path,
    graph: Graph | None,
    *,
    replace: bool = False,
    as_of: date | None = None,
    hints: Hints = NO_HINTS,
    empty: bool = False,
) -> tuple[Dataset, list[Fault]]:
    """The dataset at ``path`` and all its faults; see ``check_folder``.

    ``empty``: the graph is known to hold nothing; it is not asked and need not run.
    """
    with _garbage_collection_paused():
        dataset, faults = read(path, graph, as_of=as_of, hints=hints)
        faults += check(dataset, EmptyGraph() if empty else graph, replace=replace)
    return dataset, sorted(faults, key=lambda fault: _order_of(fault, dataset))


@contextmanager
def _garbage_collection_paused() -> Iterator[None]:
    """Pauses Python's collection of reference cycles: reading makes millions of objects, of which
    none are in cycles, and a quarter of its time went there."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _order_of(fault: Fault, dataset: Dataset) -> tuple[int, int, int]:
    within = fault.where.removeprefix(f"{dataset.file}:")  # a file's name may have colons, too
    if dataset.sheets and (cell := _CELL.fullmatch(within)):
        sheet, letters, row = cell.groups()
        return dataset.sheets.index(sheet), int(row), column_position(letters) if letters else 0
    parts = fault.where.split(":")
    if within != fault.where:
        parts = [dataset.file or "", *within.split(":")]
    file, line, column, *_ = [*parts, "", ""]
    for place, table in enumerate(TABLES):
        input_table = dataset.table(table.name)
        if input_table.file == file:
            in_header = line != "1" and column in input_table.header
            return place, int(line or 0), input_table.header.index(column) if in_header else 0
    return -1, int(line) if line.isdecimal() else 0, 0


def read(
    path: Path, graph: Graph | None, *, as_of: date | None = None, hints: Hints = NO_HINTS
) -> tuple[Dataset, list[Fault]]:
    """The dataset at ``path``, folder or list, with the faults that reading finds.

    ``as_of`` is the day of a list, ``hints`` what the person says of the file.

    Raises ``NotFound`` where there is nothing, or a file or folder that cannot be read.
    """
    try:
        if path.is_dir():
            dataset, faults = read_folder(path, encoding=hints.encoding)
            dataset.id = id_of(hints.dataset) if hints.dataset else dataset.id
            listed = table_aliases(dataset)
            known = {kind: known_aliases(graph, kind) for kind in KINDS}
            apply_aliases(dataset, {kind: with_table(known[kind], listed[kind]) for kind in KINDS})
            return dataset, faults
        if path.is_file() and is_list(path):
            return read_list(path, graph, as_of=as_of, hints=hints)
    except OSError as error:
        file, reason = error.filename or path, system_reason(error)
        raise NotFound(
            Text(f"{file} cannot be read: {reason.en}", f"无法读取 {file}：{reason.zh}")
        ) from error
    raise NotFound(
        Text(
            f"{path} is neither a dataset folder nor a list ({', '.join(SUFFIXES)})",
            f"{path} 既不是数据文件夹，也不是名单（{'、'.join(SUFFIXES)}）",
        )
    )


def check(dataset: Dataset, graph: ReadableGraph | None, *, replace: bool = False) -> list[Fault]:
    """The faults that show only across cells: keys, references, dates, shares; what is rather to be
    looked at is added to the dataset's notices.

    Without ``graph`` only the dataset's own ids count as known.
    """
    faults = table_faults(dataset, graph)
    for table in TABLES:
        input_table = dataset.table(table.name)
        if len(input_table):
            faults += _duplicate_keys(input_table)
            faults += _future_dates(input_table, dataset.as_of)
            faults += _unknown_references(input_table, dataset, graph)
            faults += _reversed_periods(input_table)
            if table.relation is SUPPLIES:
                faults += _self_supplies(input_table)
                faults += excess_shares(input_table, dataset, graph, replace=replace)
    _notice_approved_without_day(dataset)
    return faults


def _notice_approved_without_day(dataset: Dataset) -> None:
    """An approval by its action is the day of the step ``filed``; of one in a list it is not known,
    and none is made up."""
    input_table = dataset.table("enterprises")
    state, filed = input_table.column("filing_state"), input_table.column("filed_on")
    if state is None or not len(input_table):
        return
    rows = rows_where(state, lambda value: value == "approved")
    without = [index for index in rows if filed is None or filed[index] is None]
    if without:
        where = input_table.location(without[0], "filed_on" if filed else "filing_state")
        dataset.notices.append(
            Text(
                f"{len(without)} approved filings have no day in filed_on, so the step filed is not"
                f" counted as done; the first: {where}",
                f"{len(without)} 家备案状态为已同意而未填备案日期（filed_on），不计为已备案；"
                f"首处：{where}",
            )
        )


def _duplicate_keys(input_table: InputTable) -> Iterator[Fault]:
    named = [name for name in input_table.definition.key if name in input_table.header]
    parts = [input_table.required_column(name) for name in named]
    keys = composite_keys([(cells.code_array, len(cells.distinct)) for cells in parts])
    for earlier, index in duplicate_rows(keys):
        if parts[0].codes[index] == EMPTY_CODE:
            continue
        line = input_table.lines[earlier]
        shown = ", ".join(named)
        key = (cells[index] for cells in parts)
        yield Fault(
            Text(f"the same {shown} as in line {line}", f"与第 {line} 行重复：{shown}"),
            input_table.location(index, input_table.definition.key[0]),
            " ".join(str(part) for part in key if part is not None),
        )


def _future_dates(input_table: InputTable, as_of: date) -> Iterator[Fault]:
    for column in input_table.definition.columns:
        cells = input_table.column(column.name)
        if cells is None or not column.past or as_of == date.min:
            continue
        for index in rows_where(cells, lambda value: isinstance(value, date) and value > as_of):
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
                input_table.location(index, column.name),
                str(cells[index]),
            )


def _unknown_references(
    input_table: InputTable, dataset: Dataset, graph: ReadableGraph | None
) -> Iterator[Fault]:
    for column in input_table.definition.columns:
        cells = input_table.column(column.name)
        if cells is None or not column.refers:
            continue
        missing = {
            str(cells.distinct.values[code])
            for code in (used_codes(cells) & ~defined_codes(dataset, column.refers))
            .nonzero()[0]
            .tolist()
            if code != EMPTY_CODE
        }
        if graph is not None:
            missing -= _ids_in_graph(graph, column.refers, missing)
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
        for index in rows_where(cells, missing.__contains__):
            yield Fault(
                expected(wanted), input_table.location(index, column.name), str(cells[index])
            )


def _reversed_periods(input_table: InputTable) -> Iterator[Fault]:
    for earlier, later in (("since", "until"), ("raised_on", "met_on")):
        first, last = input_table.column(earlier), input_table.column(later)
        if first is None or last is None:
            continue
        begin, end = day_numbers(first), day_numbers(last)
        for index in ((begin > 0) & (end > 0) & (end < begin)).nonzero()[0].tolist():
            yield Fault(
                Text(
                    f"expected: a day not before {earlier}, {first[index]}",
                    f"应为：不早于 {earlier}（{first[index]}）的日期",
                ),
                input_table.location(index, later),
                str(last[index]),
            )


def _self_supplies(input_table: InputTable) -> Iterator[Fault]:
    supplier, buyer = (
        input_table.required_column("supplier").code_array,
        input_table.required_column("buyer").code_array,
    )
    for index in ((supplier == buyer) & (supplier != EMPTY_CODE)).nonzero()[0].tolist():
        yield Fault(
            Text("expected: a buyer other than the supplier", "应为：供应商以外的企业"),
            input_table.location(index, "buyer"),
            str(input_table.required_column("buyer")[index]),
        )


def _ids_in_graph(graph: ReadableGraph, label: str, wanted: set[str]) -> set[str]:
    """Those of ``wanted`` that are ids of nodes of ``label`` in the graph."""
    found_ids: set[str] = set()
    listed = sorted(wanted)
    text = load_statement("existing-ids", label=label)
    for begin in range(0, len(listed), IDS_PER_READ):
        found: Rows = graph.read(
            text, {"ids": listed[begin : begin + IDS_PER_READ]}, timeout=READ_TIMEOUT
        )
        found_ids.update(row[0] for row in found.rows)
    return found_ids
