"""Shares of one need: no more than the whole, together with what the graph holds."""

from collections.abc import Iterator
from datetime import date

import numpy as np
import numpy.typing as npt

from service.dataset.empty_graph import ReadableGraph
from service.dataset.parse import Value
from service.dataset.tables_in_memory import Cells, Dataset, Sheet
from service.dataset.upsert import template
from service.dataset.vectors import NOTHING, days, packed
from service.errors import Fault
from service.language import Text
from service.model.tables import SUPPLIES

PORTION = 10_000
"""Buyers asked for in one reading of the graph."""

LIMIT = 120.0
"""Seconds that one reading of the graph may take."""

Need = tuple[Value, Value]
"""Buyer and material."""


def shares(
    sheet: Sheet, dataset: Dataset, graph: ReadableGraph | None, *, replace: bool
) -> Iterator[Fault]:
    """Shares of one need above 1 together, of the supplies in force on ``as_of``."""
    share = sheet.column("share")
    if share is None:
        return
    buyer, material = sheet.required("buyer"), sheet.required("material")
    hundredths = _hundredths(share)
    counted = (hundredths >= 0) & _in_force(sheet, dataset.as_of)
    rows = counted.nonzero()[0]
    if not len(rows):
        return
    of = packed([(cells.vector, len(cells.words)) for cells in (buyer, material)])
    different, first, place = np.unique(of[rows], return_index=True, return_inverse=True)
    needs: list[Need] = [(buyer[i], material[i]) for i in rows[first].tolist()]
    total = np.bincount(place, hundredths[rows]).astype(np.int64)
    if graph is not None:
        known = _said(sheet, np.isin(of, different))
        held = _held_shares(graph, dataset, known, set(needs), replace)
        total += np.asarray([held.get(need, 0) for need in needs], np.int64)
    grouped = rows[np.argsort(place, kind="stable")]
    ends = np.cumsum(np.bincount(place))
    for number in (total > 100).nonzero()[0].tolist():
        parts = grouped[ends[number - 1] if number else 0 : ends[number]].tolist()
        need, index = needs[number], parts[-1]
        lines = ", ".join(str(sheet.lines[i]) for i in parts)
        yield Fault(
            Text(
                f"expected: shares of {need[1]} for {need[0]} of at most 1 together;"
                f" lines {lines} and what the graph holds make {total[number] / 100:g}",
                f"应为：{need[0]} 的 {need[1]} 各份额合计不超过 1；"
                f"第 {lines} 行与图中已有的合计 {total[number] / 100:g}",
            ),
            sheet.where(index, "share"),
            f"{hundredths[index] / 100:g}",
        )


def _hundredths(share: Cells) -> npt.NDArray[np.int64]:
    """Each row's share in hundredths, -1 where there is none."""
    numbers = [
        round(value * 100) if isinstance(value, float) else -1 for value in share.words.values
    ]
    return np.asarray(numbers, np.int64)[share.vector]


def _in_force(sheet: Sheet, as_of: date) -> npt.NDArray[np.bool_]:
    today = as_of.toordinal()
    flags = np.ones(len(sheet), np.bool_)
    since, until = sheet.column("since"), sheet.column("until")
    if since is not None:
        flags &= days(since) <= today
    if until is not None:
        last = days(until)
        flags &= (last == NOTHING) | (last >= today)
    return flags


def _said(sheet: Sheet, rows: npt.NDArray[np.bool_]) -> set[tuple[Value, ...]]:
    """The keys of some supplies: supplier, material, buyer, since."""
    since = sheet.column("since")
    named = [sheet.required(name) for name in ("supplier", "material", "buyer")]
    return {
        (*(cells[i] for cells in named), None if since is None else since[i])
        for i in rows.nonzero()[0].tolist()
    }


def _held_shares(
    graph: ReadableGraph,
    dataset: Dataset,
    rows: set[tuple[Value, ...]],
    wanted: set[Need],
    replace: bool,
) -> dict[Need, int]:
    """Hundredths that the graph holds of each need, without what the dataset says anew."""
    buyers = sorted({str(need[0]) for need in wanted})
    text = template("existing-in", type=SUPPLIES.type, start=SUPPLIES.start, end=SUPPLIES.end)
    held: dict[Need, int] = {}
    for begin in range(0, len(buyers), PORTION):
        found = graph.read(text, {"ids": buyers[begin : begin + PORTION]}, timeout=LIMIT)
        for supplier, buyer, _, properties in found.rows:
            need = (buyer, properties.get("material"))
            share, since = properties.get("share"), properties.get("since")
            if (
                need in wanted
                and share is not None
                and (supplier, need[1], buyer, since) not in rows
                and _on(since, properties.get("until"), dataset.as_of)
                and not (replace and properties.get("datasets") == [dataset.id])
            ):
                held[need] = held.get(need, 0) + round(share * 100)
    return held


def _on(since: Value, until: Value, as_of: date) -> bool:
    begun = not isinstance(since, date) or since <= as_of
    return begun and (not isinstance(until, date) or until >= as_of)
