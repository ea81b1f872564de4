"""The state of a synthetic network on its day: stopped enterprises, stocks, lead times, shares.

Days are kept in halves and shares in hundredths, as whole numbers; ``UNKNOWN`` is a blank cell.
"""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from service.synthetic.network import DIVERSIFICATION_EXPONENT, BooleanArray, Network
from service.synthetic.places import FloatArray, IntArray, Places, distance_km

Shock = Literal["province", "industry", "random"]
SHOCKS: tuple[Shock, ...] = get_args(Shock)

UNKNOWN = -1
"""A blank cell, in columns of whole numbers."""
NO_DATE = -10_000
"""A blank cell, in columns of days counted from the dataset's day."""


@dataclass(frozen=True)
class EnterpriseColumns:
    """Columns of ``enterprises.csv``; dates as days after the dataset's day (before: below 0)."""

    above_scale: BooleanArray
    anchor: BooleanArray
    district: IntArray
    town: IntArray
    latitude: FloatArray
    longitude: FloatArray
    headcount: IntArray
    on_post: IntArray
    surveyed: IntArray
    filed: IntArray
    prevention: IntArray
    resumed: IntArray
    expected: IntArray
    closed: IntArray
    output_percent: IntArray
    recover_days: IntArray
    stopped: BooleanArray
    """By the shock; no column."""


@dataclass(frozen=True)
class NeedColumns:
    """Columns of ``needs.csv``."""

    stock_halves: IntArray
    daily_quantity: IntArray
    complete: IntArray


@dataclass(frozen=True)
class SupplyColumns:
    """Columns of ``supplies.csv``; ``km`` is the distance, no column."""

    lead_halves: IntArray
    share: IntArray
    since: IntArray
    until: IntArray
    km: FloatArray


def _with_blanks(
    values: IntArray, share: float, rng: np.random.Generator, blank: int = UNKNOWN
) -> IntArray:
    return np.where(rng.random(len(values)) < share, blank, values)


def draw_stopped(
    network: Network, places: Places, kind: Shock, size: float, rng: np.random.Generator
) -> BooleanArray:
    """Who is stopped: about the share ``size`` of all enterprises, in one province or industry if
    it has enough, else in as few as do."""
    count = network.enterprises
    if kind == "random":
        return rng.random(count) < size
    group = places.province[network.city] if kind == "province" else network.industry
    groups, member = np.unique(group, return_inverse=True)
    share = np.bincount(member) / count
    # One group of about the right size, so that most of it is stopped, if there is one.
    enough = np.flatnonzero((share >= size) & (share <= 3 * size))
    if len(enough):
        hit_groups = rng.choice(enough, 1)
    else:
        hit_groups = (
            np.argsort(-share, kind="stable")
            if (share > size).any()
            else rng.permutation(len(groups))
        )
        hit_groups = hit_groups[: int(np.searchsorted(np.cumsum(share[hit_groups]), size)) + 1]
    inside = np.isin(member, hit_groups)
    stopped: BooleanArray = inside & (rng.random(count) < size / inside.mean())
    return stopped


def draw_enterprises(
    network: Network, places: Places, stopped: BooleanArray, rng: np.random.Generator
) -> EnterpriseColumns:
    count = network.enterprises
    first = places.first[network.city]
    spread = places.first[network.city + 1] - first
    district = first + (rng.random(count) ** 1.3 * spread).astype(np.int64)
    customers = np.bincount(network.supplier, minlength=count)
    suppliers = np.bincount(network.buyer, minlength=count)
    rank = np.log1p(customers) + np.log1p(suppliers) + rng.normal(0.0, 0.7, count)
    order = np.argsort(-rank, kind="stable")
    above_scale, anchor = np.zeros(count, bool), np.zeros(count, bool)
    above_scale[order[: max(2, count * 4 // 100)]] = True
    anchor[order[: max(2, count * 4 // 1000)]] = True
    workers = 4.0 * network.size**0.7 * rng.lognormal(0.8, 0.9, count)
    workers = np.clip(np.where(above_scale, workers * 4 + 60, workers), 1, 200_000)
    headcount = workers.astype(np.int64)

    # Only small ones close down.
    closed = rng.random(count) < np.where(stopped, 0.03, 0.003) * (network.size < 3)
    idle = (stopped | closed | (rng.random(count) < 0.004)) & ~closed
    # Some of the idle work again, far below their former output.
    partly = idle & (rng.random(count) < 0.15)
    away = np.ceil(rng.gamma(2.0, 6.0, count)).astype(np.int64)
    expected = np.where(idle, np.clip(away, 1, 90), NO_DATE)
    expected = np.where(idle & (rng.random(count) < 0.12), NO_DATE, expected)
    began = -rng.integers(3, 60, count)
    resumed = np.where((idle & ~partly) | closed, NO_DATE, began)
    resumed = np.where(partly, -rng.integers(0, 5, count), resumed)
    output = np.where(partly, rng.integers(10, 70, count), rng.integers(82, 104, count))
    output = np.where((idle & ~partly) | closed, UNKNOWN, output)
    output = np.where(partly, output, _with_blanks(output, 0.35, rng))
    present = np.where(idle, rng.uniform(0.0, 0.6, count), rng.uniform(0.82, 1.0, count))
    on_post = (headcount * np.where(closed, 0.0, present)).astype(np.int64)
    no_count = rng.random(count) < 0.06
    surveyed = np.where(rng.random(count) < np.where(idle, 0.97, 0.92), began - 5, NO_DATE)
    filed = np.where((surveyed > NO_DATE) & (rng.random(count) < 0.9), surveyed + 2, NO_DATE)
    prevention = np.where((filed > NO_DATE) & (rng.random(count) < 0.9), filed + 1, NO_DATE)
    return EnterpriseColumns(
        above_scale,
        anchor,
        places.district_code[district],
        rng.integers(1, 13, count),
        places.district_latitude[district] + rng.normal(0.0, 0.025, count),
        places.district_longitude[district] + rng.normal(0.0, 0.025, count),
        np.where(no_count, UNKNOWN, headcount),
        np.where(no_count, UNKNOWN, _with_blanks(on_post, 0.1, rng)),
        surveyed,
        filed,
        prevention,
        resumed,
        expected,
        np.where(closed, -rng.integers(0, 90, count), NO_DATE),
        output,
        _with_blanks(np.ceil(rng.gamma(2.0, 7.0, count)).astype(np.int64), 0.25, rng),
        stopped,
    )


def draw_needs(network: Network, circular: BooleanArray, rng: np.random.Generator) -> NeedColumns:
    """Stocks and quantities; next to no stock for ``circular`` needs."""
    count = len(network.need_enterprise)
    # Stocks of essential materials last longer.
    days = rng.gamma(2.2, np.where(network.need_essential, 8.0, 5.0), count)
    stock = np.minimum(np.round(2 * days), 240).astype(np.int64)
    daily = np.round(10 ** rng.uniform(0.3, 3.5, count)).astype(np.int64)
    drawn = rng.random(count)
    complete = np.where(drawn < 0.35, 1, np.where(drawn < 0.45, 0, UNKNOWN))
    return NeedColumns(
        _with_blanks(np.where(circular, rng.integers(0, 3, count), stock), 0.07, rng),
        _with_blanks(daily, 0.5, rng),
        complete,
    )


def draw_supplies(
    network: Network, circular: BooleanArray, columns: EnterpriseColumns, rng: np.random.Generator
) -> SupplyColumns:
    """Lead times by distance, shares, periods; those of ``circular`` needs exceed their stocks."""
    supplier, buyer = network.supplier, network.buyer
    count = len(supplier)
    km = distance_km(
        columns.latitude[supplier],
        columns.longitude[supplier],
        columns.latitude[buyer],
        columns.longitude[buyer],
    )
    days = 0.5 + km / 450 + rng.gamma(1.5, 1.6, count)
    lead = _with_blanks(np.minimum(np.round(2 * days), 90).astype(np.int64), 0.05, rng)
    bound = circular[network.supply_need]
    lead = np.where(bound, rng.integers(4, 14, count), lead)
    drawn = rng.random(count)
    until = np.where(drawn < 0.02, rng.integers(20, 400, count), NO_DATE)
    until = np.where((drawn < 0.003) & ~bound, -rng.integers(1, 60, count), until)
    since = np.where(rng.random(count) < 0.04, -rng.integers(100, 1500, count), NO_DATE)
    return SupplyColumns(lead, _shares(network, rng), since, until, km)


def _shares(network: Network, rng: np.random.Generator) -> IntArray:
    """Hundredths; of a third of the needs, and of most of those for every supplier.

    The large buy in even parts: so big a buyer can do without any one of them.
    """
    need = network.supply_need
    count = len(network.need_enterprise)
    suppliers = np.bincount(need, minlength=count)
    known = rng.random(count) < np.where(suppliers > 1, 0.35, 0.15)
    even = (
        rng.random(count)
        >= np.maximum(network.size[network.need_enterprise], 1.0) ** -DIVERSIFICATION_EXPONENT
    )
    part = np.where(even[need], 1.0, rng.gamma(3.0, 1.0, len(need)) + 0.2)
    share = np.floor(100 * part / np.bincount(need, weights=part, minlength=count)[need])
    share = np.maximum(share, 1).astype(np.int64)
    given = known[need] & (rng.random(len(need)) < 0.97)
    return np.where(given, share, UNKNOWN)
