"""Checking a dataset whole: every fault of every table in one list, before a single write."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from seed.facts import ids
from seed.first_day import is_list, read_list
from seed.folder import Dataset, Sheet, read_folder
from seed.tables import BY_LABEL, SUPPLIES, TABLES
from seed.upsert import template
from seed.values import Value
from service.errors import Fault, NotFound
from service.graph import Graph, Rows
from service.language import Text

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
    dataset, faults = read(path, graph, as_of=as_of)
    return faults + check(dataset, graph, replace=replace)


def read(
    path: Path, graph: Graph | None, *, as_of: date | None = None
) -> tuple[Dataset, list[Fault]]:
    """The dataset at ``path``, folder or list, with the faults that reading finds."""
    if path.is_dir():
        return read_folder(path)
    if path.is_file() and is_list(path):
        return read_list(path, graph, as_of=as_of)
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
            found = [
                *_duplicates(sheet),
                *_past(sheet, dataset.as_of),
                *_unknown(sheet, dataset, graph),
                *_order(sheet),
            ]
            if table.relation is SUPPLIES:
                found += [*_from_itself(sheet), *_shares(sheet, dataset, graph, replace)]
            faults += [fault for _, fault in sorted(found, key=lambda each: each[0])]
    return faults


Found = Iterator[tuple[int, Fault]]
"""Faults with the row they are in, for their order."""


def _duplicates(sheet: Sheet) -> Found:
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
            yield (
                index,
                Fault(
                    Text(f"the same {named} as in line {line}", f"与第 {line} 行重复：{named}"),
                    sheet.where(index, sheet.table.key[0]),
                    " ".join(str(part) for part in key if part is not None),
                ),
            )


def _past(sheet: Sheet, as_of: date) -> Found:
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
                yield (
                    index,
                    Fault(
                        Text(
                            f"expected: a day not after as_of, {as_of}{more.en}",
                            f"应为：不晚于 as_of（{as_of}）的日期{more.zh}",
                        ),
                        sheet.where(index, column.name),
                        str(value),
                    ),
                )


def _unknown(sheet: Sheet, dataset: Dataset, graph: Graph | None) -> Found:
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
        table = BY_LABEL[column.refers]
        for index, row in enumerate(sheet.rows):
            if row[at] in missing:
                yield (
                    index,
                    Fault(
                        Text(
                            f"expected: an id that {table.file} or the graph has",
                            f"应为：{table.file} 或图中已有的编号",
                        ),
                        sheet.where(index, column.name),
                        str(row[at]),
                    ),
                )


def _order(sheet: Sheet) -> Found:
    for earlier, later in (("since", "until"), ("raised_on", "met_on")):
        first, last = sheet.position(earlier), sheet.position(later)
        if first is None or last is None:
            continue
        for index, row in enumerate(sheet.rows):
            begin, end = row[first], row[last]
            if isinstance(begin, date) and isinstance(end, date) and end < begin:
                yield (
                    index,
                    Fault(
                        Text(
                            f"expected: a day not before {earlier}, {begin}",
                            f"应为：不早于 {earlier}（{begin}）的日期",
                        ),
                        sheet.where(index, later),
                        str(end),
                    ),
                )


def _from_itself(sheet: Sheet) -> Found:
    supplier, buyer = sheet.position("supplier"), sheet.position("buyer")
    assert supplier is not None and buyer is not None
    for index, row in enumerate(sheet.rows):
        if row[supplier] is not None and row[supplier] == row[buyer]:
            yield (
                index,
                Fault(
                    Text("expected: a buyer other than the supplier", "应为：供应商以外的企业"),
                    sheet.where(index, "buyer"),
                    str(row[buyer]),
                ),
            )


def _shares(sheet: Sheet, dataset: Dataset, graph: Graph | None, replace: bool) -> Found:
    """Shares of one need above 1 together, of the supplies in force on ``as_of``."""
    share = sheet.position("share")
    if share is None:
        return
    buyer, material = sheet.position("buyer"), sheet.position("material")
    assert buyer is not None and material is not None
    at = {name: sheet.position(name) for name in ("supplier", "since", "until")}

    def cell(row: list[Value], name: str) -> Value:
        position = at[name]
        return None if position is None else row[position]

    needs: dict[tuple[Value, Value], list[tuple[int, int]]] = {}
    for index, row in enumerate(sheet.rows):
        value = row[share]
        if isinstance(value, float) and _in_force(
            cell(row, "since"), cell(row, "until"), dataset.as_of
        ):
            needs.setdefault((row[buyer], row[material]), []).append((index, round(value * 100)))
    rows = {
        (cell(row, "supplier"), row[material], row[buyer], cell(row, "since")) for row in sheet.rows
    }
    held = _held_shares(graph, dataset, rows, needs, replace) if graph is not None else {}
    for need, parts in needs.items():
        total = sum(part for _, part in parts) + held.get(need, 0)
        if total > 100:
            index = parts[-1][0]
            lines = ", ".join(str(sheet.lines[i]) for i, _ in parts)
            yield (
                index,
                Fault(
                    Text(
                        f"expected: shares of {need[1]} for {need[0]} of at most 1 together;"
                        f" lines {lines} and what the graph holds make {total / 100:g}",
                        f"应为：{need[0]} 的 {need[1]} 各份额合计不超过 1；"
                        f"第 {lines} 行与图中已有的合计 {total / 100:g}",
                    ),
                    sheet.where(index, "share"),
                    f"{parts[-1][1] / 100:g}",
                ),
            )


def _in_force(since: Value, until: Value, as_of: date) -> bool:
    begun = not isinstance(since, date) or since <= as_of
    return begun and (not isinstance(until, date) or until >= as_of)


def _held_shares(
    graph: Graph,
    dataset: Dataset,
    rows: set[tuple[Value, Value, Value, Value]],
    needs: Iterable[tuple[Value, Value]],
    replace: bool,
) -> dict[tuple[Value, Value], int]:
    """Hundredths that the graph holds of each need, without what the dataset says anew."""
    wanted = set(needs)
    buyers = sorted({str(need[0]) for need in wanted})
    text = template("existing-in", type=SUPPLIES.type, start=SUPPLIES.start, end=SUPPLIES.end)
    held: dict[tuple[Value, Value], int] = {}
    for begin in range(0, len(buyers), PORTION):
        found = graph.read(text, {"ids": buyers[begin : begin + PORTION]}, timeout=LIMIT)
        for supplier, buyer, _, properties in found.rows:
            need = (buyer, properties.get("material"))
            share, since = properties.get("share"), properties.get("since")
            if (
                need in wanted
                and share is not None
                and (supplier, need[1], buyer, since) not in rows
                and _in_force(since, properties.get("until"), dataset.as_of)
                and not (replace and properties.get("datasets") == [dataset.id])
            ):
                held[need] = held.get(need, 0) + round(share * 100)
    return held


def _held(graph: Graph, label: str, wanted: set[str]) -> set[str]:
    """Those of ``wanted`` that nodes of ``label`` in the graph have as ids."""
    held: set[str] = set()
    listed = sorted(wanted)
    text = template("existing-ids", label=label)
    for begin in range(0, len(listed), PORTION):
        found: Rows = graph.read(text, {"ids": listed[begin : begin + PORTION]}, timeout=LIMIT)
        held.update(row[0] for row in found.rows)
    return held
