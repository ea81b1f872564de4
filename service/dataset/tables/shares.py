"""Checking that the shares of one need add up to at most 1, with those in the graph."""

from collections.abc import Iterator
from datetime import date

import numpy as np
import numpy.typing as npt

from service.dataset.merging.load_statements import load_statement
from service.dataset.tables.empty_graph import ReadableGraph
from service.dataset.tables.input_tables import Dataset, EncodedColumn, InputTable
from service.dataset.tables.parse import Value
from service.dataset.tables.vectorised import EMPTY_CODE, composite_keys, day_numbers
from service.errors import Fault
from service.language import Text
from service.model.tables import SUPPLIES

BUYERS_PER_READ = 10_000
"""Buyers looked up by one query of the graph."""

READ_TIMEOUT = 120.0
"""Seconds that one query of the graph may take."""

Need = tuple[Value, Value]
"""Buyer and material."""


def excess_shares(
    input_table: InputTable, dataset: Dataset, graph: ReadableGraph | None, *, replace: bool
) -> Iterator[Fault]:
    """A fault per need whose shares, of supplies in force on ``as_of``, exceed 1 together."""
    share = input_table.column("share")
    if share is None:
        return
    buyer, material = input_table.required_column("buyer"), input_table.required_column("material")
    hundredths = _hundredths(share)
    counted = (hundredths >= 0) & _in_force(input_table, dataset.as_of)
    rows = counted.nonzero()[0]
    if not len(rows):
        return
    need_keys = composite_keys(
        [(cells.code_array, len(cells.distinct)) for cells in (buyer, material)]
    )
    different, first, place = np.unique(need_keys[rows], return_index=True, return_inverse=True)
    needs: list[Need] = [(buyer[i], material[i]) for i in rows[first].tolist()]
    total = np.bincount(place, hundredths[rows]).astype(np.int64)
    if graph is not None:
        known = _supply_keys(input_table, np.isin(need_keys, different))
        in_graph = _shares_in_graph(graph, dataset, known, set(needs), replace)
        total += np.asarray([in_graph.get(need, 0) for need in needs], np.int64)
    grouped = rows[np.argsort(place, kind="stable")]
    ends = np.cumsum(np.bincount(place))
    for number in (total > 100).nonzero()[0].tolist():
        parts = grouped[ends[number - 1] if number else 0 : ends[number]].tolist()
        need, index = needs[number], parts[-1]
        lines = ", ".join(str(input_table.lines[i]) for i in parts)
        yield Fault(
            Text(
                f"expected: shares of {need[1]} for {need[0]} of at most 1 together;"
                f" lines {lines} and what the graph holds make {total[number] / 100:g}",
                f"应为：{need[0]} 的 {need[1]} 各份额合计不超过 1；"
                f"第 {lines} 行与图中已有的合计 {total[number] / 100:g}",
            ),
            input_table.location(index, "share"),
            f"{hundredths[index] / 100:g}",
        )


def _hundredths(share: EncodedColumn) -> npt.NDArray[np.int64]:
    """Each row's share in hundredths, -1 where there is none."""
    numbers = [
        round(value * 100) if isinstance(value, float) else -1 for value in share.distinct.values
    ]
    return np.asarray(numbers, np.int64)[share.code_array]


def _in_force(input_table: InputTable, as_of: date) -> npt.NDArray[np.bool_]:
    today = as_of.toordinal()
    flags = np.ones(len(input_table), np.bool_)
    since, until = input_table.column("since"), input_table.column("until")
    if since is not None:
        flags &= day_numbers(since) <= today
    if until is not None:
        last = day_numbers(until)
        flags &= (last == EMPTY_CODE) | (last >= today)
    return flags


def _supply_keys(input_table: InputTable, rows: npt.NDArray[np.bool_]) -> set[tuple[Value, ...]]:
    """The keys of the supplies in ``rows``: supplier, material, buyer, since."""
    since = input_table.column("since")
    named = [input_table.required_column(name) for name in ("supplier", "material", "buyer")]
    return {
        (*(cells[i] for cells in named), None if since is None else since[i])
        for i in rows.nonzero()[0].tolist()
    }


def _shares_in_graph(
    graph: ReadableGraph,
    dataset: Dataset,
    rows: set[tuple[Value, ...]],
    wanted: set[Need],
    replace: bool,
) -> dict[Need, int]:
    """Hundredths that the graph has of each wanted need, without supplies that ``rows`` restate."""
    buyers = sorted({str(need[0]) for need in wanted})
    text = load_statement("existing-in", type=SUPPLIES.type, start=SUPPLIES.start, end=SUPPLIES.end)
    in_graph: dict[Need, int] = {}
    for begin in range(0, len(buyers), BUYERS_PER_READ):
        found = graph.read(
            text, {"ids": buyers[begin : begin + BUYERS_PER_READ]}, timeout=READ_TIMEOUT
        )
        for supplier, buyer, _, properties in found.rows:
            need = (buyer, properties.get("material"))
            share, since = properties.get("share"), properties.get("since")
            if (
                need in wanted
                and share is not None
                and (supplier, need[1], buyer, since) not in rows
                and _is_in_force(since, properties.get("until"), dataset.as_of)
                and not (replace and properties.get("datasets") == [dataset.id])
            ):
                in_graph[need] = in_graph.get(need, 0) + round(share * 100)
    return in_graph


def _is_in_force(since: Value, until: Value, as_of: date) -> bool:
    begun = not isinstance(since, date) or since <= as_of
    return begun and (not isinstance(until, date) or until >= as_of)
