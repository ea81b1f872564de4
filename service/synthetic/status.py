"""How a synthetic network stands on its day: who is stopped by the shock, stocks, leads, shares.

Days are kept in halves and shares in hundredths, as whole numbers; ``UNKNOWN`` is a blank cell.
"""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from service.synthetic.network import CARE, Flags, Network
from service.synthetic.places import Floats, Ints, Places, distance_km

Shock = Literal["province", "industry", "random"]
SHOCKS: tuple[Shock, ...] = get_args(Shock)

UNKNOWN = -1
"""A blank cell, in columns of whole numbers."""
NO_DAY = -10_000
"""A blank cell, in columns of days counted from the dataset's day."""


@dataclass(frozen=True)
class Enterprises:
    """Columns of ``enterprises.csv``; dates as days after the dataset's day (before: below 0)."""

    above_scale: Flags
    anchor: Flags
    district: Ints
    town: Ints
    latitude: Floats
    longitude: Floats
    headcount: Ints
    on_post: Ints
    surveyed: Ints
    filed: Ints
    prevention: Ints
    resumed: Ints
    expected: Ints
    closed: Ints
    output_percent: Ints
    recover_days: Ints
    stopped: Flags
    """By the shock; no column."""


@dataclass(frozen=True)
class Needs:
    """Columns of ``needs.csv``."""

    stock_halves: Ints
    daily_quantity: Ints
    complete: Ints


@dataclass(frozen=True)
class Supplies:
    """Columns of ``supplies.csv``; ``km`` is the distance, no column."""

    lead_halves: Ints
    share: Ints
    since: Ints
    until: Ints
    km: Floats


def _blank(values: Ints, share: float, rng: np.random.Generator, blank: int = UNKNOWN) -> Ints:
    return np.where(rng.random(len(values)) < share, blank, values)


def hit(
    network: Network, places: Places, kind: Shock, size: float, rng: np.random.Generator
) -> Flags:
    """Who is stopped: about the share ``size`` of all enterprises, in one province or industry if
    one holds that many, else in as few as do."""
    count = network.enterprises
    if kind == "random":
        return rng.random(count) < size
    group = places.province[network.city] if kind == "province" else network.industry
    groups, member = np.unique(group, return_inverse=True)
    share = np.bincount(member) / count
    # One that is hit nearly whole, if there is one of the right size.
    enough = np.flatnonzero((share >= size) & (share <= 3 * size))
    if len(enough):
        among = rng.choice(enough, 1)
    else:
        among = (
            np.argsort(-share, kind="stable")
            if (share > size).any()
            else rng.permutation(len(groups))
        )
        among = among[: int(np.searchsorted(np.cumsum(share[among]), size)) + 1]
    inside = np.isin(member, among)
    stopped: Flags = inside & (rng.random(count) < size / inside.mean())
    return stopped


def enterprises(
    network: Network, places: Places, stopped: Flags, rng: np.random.Generator
) -> Enterprises:
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

    # It is the small that close down.
    closed = rng.random(count) < np.where(stopped, 0.03, 0.003) * (network.size < 3)
    idle = (stopped | closed | (rng.random(count) < 0.004)) & ~closed
    # Some of those hit work again, far below what they made before.
    partly = idle & (rng.random(count) < 0.15)
    away = np.ceil(rng.gamma(2.0, 6.0, count)).astype(np.int64)
    expected = np.where(idle, np.clip(away, 1, 90), NO_DAY)
    expected = np.where(idle & (rng.random(count) < 0.12), NO_DAY, expected)
    began = -rng.integers(3, 60, count)
    resumed = np.where((idle & ~partly) | closed, NO_DAY, began)
    resumed = np.where(partly, -rng.integers(0, 5, count), resumed)
    output = np.where(partly, rng.integers(10, 70, count), rng.integers(82, 104, count))
    output = np.where((idle & ~partly) | closed, UNKNOWN, output)
    output = np.where(partly, output, _blank(output, 0.35, rng))
    present = np.where(idle, rng.uniform(0.0, 0.6, count), rng.uniform(0.82, 1.0, count))
    on_post = (headcount * np.where(closed, 0.0, present)).astype(np.int64)
    no_count = rng.random(count) < 0.06
    surveyed = np.where(rng.random(count) < np.where(idle, 0.97, 0.92), began - 5, NO_DAY)
    filed = np.where((surveyed > NO_DAY) & (rng.random(count) < 0.9), surveyed + 2, NO_DAY)
    prevention = np.where((filed > NO_DAY) & (rng.random(count) < 0.9), filed + 1, NO_DAY)
    return Enterprises(
        above_scale,
        anchor,
        places.district_code[district],
        rng.integers(1, 13, count),
        places.district_latitude[district] + rng.normal(0.0, 0.025, count),
        places.district_longitude[district] + rng.normal(0.0, 0.025, count),
        np.where(no_count, UNKNOWN, headcount),
        np.where(no_count, UNKNOWN, _blank(on_post, 0.1, rng)),
        surveyed,
        filed,
        prevention,
        resumed,
        expected,
        np.where(closed, -rng.integers(0, 90, count), NO_DAY),
        output,
        _blank(np.ceil(rng.gamma(2.0, 7.0, count)).astype(np.int64), 0.25, rng),
        stopped,
    )


def needs(network: Network, tight: Flags, rng: np.random.Generator) -> Needs:
    """Stocks and quantities; next to no stock of what ``tight`` needs are for."""
    count = len(network.need_enterprise)
    # What production stops without is kept in stock longer.
    days = rng.gamma(2.2, np.where(network.need_essential, 8.0, 5.0), count)
    stock = np.minimum(np.round(2 * days), 240).astype(np.int64)
    daily = np.round(10 ** rng.uniform(0.3, 3.5, count)).astype(np.int64)
    drawn = rng.random(count)
    complete = np.where(drawn < 0.35, 1, np.where(drawn < 0.45, 0, UNKNOWN))
    return Needs(
        _blank(np.where(tight, rng.integers(0, 3, count), stock), 0.07, rng),
        _blank(daily, 0.5, rng),
        complete,
    )


def supplies(
    network: Network, tight: Flags, columns: Enterprises, rng: np.random.Generator
) -> Supplies:
    """Leads by distance, shares, periods; ``tight`` needs wait longer than their stock lasts."""
    supplier, buyer = network.supplier, network.buyer
    count = len(supplier)
    km = distance_km(
        columns.latitude[supplier],
        columns.longitude[supplier],
        columns.latitude[buyer],
        columns.longitude[buyer],
    )
    days = 0.5 + km / 450 + rng.gamma(1.5, 1.6, count)
    lead = _blank(np.minimum(np.round(2 * days), 90).astype(np.int64), 0.05, rng)
    bound = tight[network.supply_need]
    lead = np.where(bound, rng.integers(4, 14, count), lead)
    drawn = rng.random(count)
    until = np.where(drawn < 0.02, rng.integers(20, 400, count), NO_DAY)
    until = np.where((drawn < 0.003) & ~bound, -rng.integers(1, 60, count), until)
    since = np.where(rng.random(count) < 0.04, -rng.integers(100, 1500, count), NO_DAY)
    return Supplies(lead, _shares(network, rng), since, until, km)


def _shares(network: Network, rng: np.random.Generator) -> Ints:
    """Hundredths; of a third of the needs, and of most of those for every supplier.

    The large buy in even parts: so big a buyer can do without any one of them.
    """
    need = network.supply_need
    count = len(network.need_enterprise)
    suppliers = np.bincount(need, minlength=count)
    known = rng.random(count) < np.where(suppliers > 1, 0.35, 0.15)
    even = rng.random(count) >= np.maximum(network.size[network.need_enterprise], 1.0) ** -CARE
    part = np.where(even[need], 1.0, rng.gamma(3.0, 1.0, len(need)) + 0.2)
    share = np.floor(100 * part / np.bincount(need, weights=part, minlength=count)[need])
    share = np.maximum(share, 1).astype(np.int64)
    given = known[need] & (rng.random(len(need)) < 0.97)
    return np.where(given, share, UNKNOWN)
