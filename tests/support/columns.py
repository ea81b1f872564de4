"""The columns of a model's network, and what is derived of them in the model's words."""

import datetime
from typing import Any

import numpy as np

from service.equations.facts import UNKNOWN, Enterprises, Facts, Needs, Supplies, hundredths
from service.equations.readiness import in_hundredths
from service.equations.scale import NEVER
from service.equations.solution import Solved
from service.equations.waiting import STUCK
from tests.support.derived import days
from tests.support.model import Network


def columns(network: Network) -> tuple[Facts, list[str], list[str]]:
    """The facts, and the ids of enterprises and materials in the order of their numbers."""
    ids = sorted(row["id"] for row in network.enterprises)
    named = {row["material"] for row in (*network.needs, *network.supplies)}
    materials = sorted(named | {row["id"] for row in network.materials})
    number, place = ({id_: i for i, id_ in enumerate(some)} for some in (ids, materials))
    rows = sorted(network.enterprises, key=lambda row: row["id"])

    def day(row: dict[str, str], name: str) -> int:
        given = row.get(name)
        return (datetime.date.fromisoformat(given) - network.as_of).days if given else UNKNOWN

    def of(table: list[dict[str, str]], given: Any, kind: Any = np.int32) -> Any:
        return np.array([given(row) for row in table], kind)

    def decimals(table: list[dict[str, str]], name: str) -> Any:
        return hundredths(of(table, lambda row: float(row.get(name) or "nan"), np.float64))

    def true(row: dict[str, str], name: str) -> bool:
        return row.get(name) == "true"

    enterprises = Enterprises(
        of(rows, lambda row: day(row, "closed_on")),
        of(rows, lambda row: day(row, "resumed_on")),
        of(rows, lambda row: day(row, "expected_on")),
        of(rows, lambda row: float(row.get("output_rate") or 1) >= 0.8, np.bool_),
        of(rows, lambda row: bool(row.get("surveyed_on")), np.bool_),
        of(
            rows,
            lambda row: true(row, "anchor" if row.get("anchor") else "above_scale"),
            np.bool_,
        ),
        of(rows, lambda row: true(row, "above_scale"), np.bool_),
    )
    stock = decimals(network.needs, "stock_days")
    supplied = {(row["buyer"], row["material"]) for row in network.supplies}
    stated = {(row["enterprise"], row["material"]) for row in network.needs}
    implied = [{"enterprise": e, "material": m} for e, m in sorted(supplied - stated)]
    needs = network.needs + implied
    stock = np.append(np.where(stock == UNKNOWN, 0, stock), np.zeros(len(implied), np.int64))
    return (
        Facts(
            enterprises,
            Needs(
                of(needs, lambda row: number[row["enterprise"]]),
                of(needs, lambda row: place[row["material"]]),
                of(needs, lambda row: (row.get("essential") or "true") == "true", np.bool_),
                stock,
                of(needs, lambda row: day(row, "stock_on")),
            ),
            Supplies(
                of(network.supplies, lambda row: number[row["supplier"]]),
                of(network.supplies, lambda row: number[row["buyer"]]),
                of(network.supplies, lambda row: place[row["material"]]),
                decimals(network.supplies, "lead_days"),
                decimals(network.supplies, "share"),
                of(network.supplies, lambda row: day(row, "since")),
                of(network.supplies, lambda row: day(row, "until")),
                np.arange(len(network.supplies)),
            ),
            len(materials),
        ),
        ids,
        materials,
    )


def told(solved: Solved, ids: list[str], materials: list[str]) -> dict[str, list[Any]]:
    """By id: runs, own, ready, in flow, firm, stuck, hops, whom it waits for, for what, days, when
    it stops, for want of what, and its cumulative lead time."""
    contracts, waits = solved.contracts, solved.waiting
    leads = in_hundredths(solved.lead_at)

    def value(hundredths_: int) -> float | None:
        return days(None if hundredths_ >= NEVER else int(hundredths_))

    rows = {}
    for e, id_ in enumerate(ids):
        by = int(waits.contract[e])
        hops, stuck = int(waits.hops[e]), int(waits.stuck[e])
        material = int(solved.shortage.material[e])
        rows[id_] = [
            bool(solved.status.runs[e]),
            value(solved.status.own[e]),
            value(solved.ready[e]),
            bool(solved.in_flow[e]),
            bool(solved.confirmed.firm[e]),
            STUCK[stuck] if stuck >= 0 else None,
            hops if hops >= 0 else None,
            ids[contracts.supplier[by]] if by >= 0 else None,
            materials[contracts.material[contracts.need[by]]] if by >= 0 else None,
            value(solved.ready[e]) if by >= 0 else None,
            value(solved.shortage.stop[e]),
            materials[material] if material >= 0 else None,
            value(leads[e]),
        ]
    return rows
