"""Shares of one need: no more than the whole, together with what the graph holds."""

from collections.abc import Iterable, Iterator
from datetime import date

from seed.folder import Dataset, Sheet
from seed.tables import SUPPLIES
from seed.upsert import template
from seed.values import Value
from service.errors import Fault
from service.graph import Graph
from service.language import Text

PORTION = 10_000
"""Buyers asked for in one reading of the graph."""

LIMIT = 120.0
"""Seconds that one reading of the graph may take."""


def shares(
    sheet: Sheet, dataset: Dataset, graph: Graph | None, *, replace: bool
) -> Iterator[Fault]:
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
            yield Fault(
                Text(
                    f"expected: shares of {need[1]} for {need[0]} of at most 1 together;"
                    f" lines {lines} and what the graph holds make {total / 100:g}",
                    f"应为：{need[0]} 的 {need[1]} 各份额合计不超过 1；"
                    f"第 {lines} 行与图中已有的合计 {total / 100:g}",
                ),
                sheet.where(index, "share"),
                f"{parts[-1][1] / 100:g}",
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
