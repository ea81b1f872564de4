"""Which supplies count today, and for how much; who runs, and when each could by itself.

The first equations of ``knowledge.md``: ``runs``, ``own``, ``S(e, m)``, ``stock``, ``lead``.
"""

from dataclasses import dataclass

import numpy as np

from service.equations.facts import UNKNOWN, Facts, Flags, Ints, Numbers, Supplies
from service.equations.scale import HORIZON, NEVER
from service.equations.segments import owner_of_each, starts_of

MAX_AHEAD = 100_000
"""A stock that lasts a thousand days longer than the lead is as good as more: it never decides."""

LAST = np.iinfo(np.int32).max

NONE = np.iinfo(np.int64).min
"""Where a supply has no such value."""


@dataclass(frozen=True, slots=True)
class Status:
    """``own``: hundredths of a day, ``NEVER`` for a closed one or one expected past the horizon.
    ``own_known``: whether that rests on a fact."""

    runs: Flags
    closed: Flags
    own: Ints
    own_known: Flags


def status_of(facts: Facts) -> Status:
    """Who runs, who is closed, and when each could run if its materials were there."""
    given = facts.enterprises
    closed = (given.closed != UNKNOWN) & (given.closed <= 0)
    resumed = (given.resumed != UNKNOWN) & (given.resumed <= 0)
    runs = ~closed & resumed & given.full_output
    expected = np.where(given.expected == UNKNOWN, 0, given.expected).astype(np.int64)
    own = 100 * np.maximum(expected, 0)
    own[own > HORIZON] = NEVER
    own[runs] = 0
    own[closed] = NEVER
    return Status(runs, closed, own, runs | (given.expected != UNKNOWN))


@dataclass(frozen=True, slots=True)
class Values:
    """What is stored on each supply, ``NONE`` where nothing is: ``gap``, lead less stock;
    ``weight``, its share where shares decide; ``part`` and ``breaks``: the need breaks when the
    parts of suppliers that stop reach ``breaks``."""

    gap: Ints
    weight: Ints
    part: Ints
    breaks: Ints


@dataclass(frozen=True, slots=True)
class Contracts:
    """The supplies that count, by buyer, material, supplier: parallel ones are one.

    Needs are those with a supply that counts, numbered in that order. Per contract: ``row`` in the
    facts, ``supplier``, ``buyer``, ``need``, ``gap``, ``lead`` (all hundredths), ``lead_given``,
    ``weight``. Per need: ``start`` of its contracts, ``need_of`` (the enterprise),
    ``material``, ``stock``, ``shared``, ``total`` of the weights. Per enterprise: ``needs_start``,
    ``unmet_needs`` (essential ones without known suppliers), and ``sold_start`` in ``sold``,
    the contracts by supplier.
    """

    row: Ints
    supplier: Numbers
    buyer: Numbers
    need: Ints
    gap: Ints
    lead: Ints
    lead_given: Flags
    weight: Ints
    part: Ints
    breaks: Ints
    start: Ints
    need_of: Numbers
    material: Numbers
    stock: Ints
    shared: Flags
    total: Ints
    needs_start: Ints
    unmet_needs: Flags
    sold_start: Ints
    sold: Ints

    def __len__(self) -> int:
        return len(self.supplier)

    @property
    def enterprises(self) -> int:
        return len(self.needs_start) - 1

    @property
    def worth(self) -> Ints:
        """What each contract counts for where a need has to be met: its weight, else 1."""
        return np.where(self.shared[self.need], self.weight, 1)

    @property
    def enough(self) -> Ints:
        """How much of ``worth`` meets each need: half of all shares, else one supplier."""
        return np.where(self.shared, (self.total + 1) // 2, 1)


def contracts_of(facts: Facts, status: Status) -> tuple[Contracts, Values]:
    """The contracts of a network, and what is stored on each of its supplies."""
    given = facts.supplies
    order, stands, share = _merged(facts)
    buyer, material = given.buyer[order], given.material[order]
    need_key = buyer.astype(np.int64) * facts.materials + material
    stated = _Stated.of(facts, status)
    essential, stock = stated.essential(need_key), stated.stock(need_key)
    chosen = stands & essential
    order, share, need_key, stock = order[chosen], share[chosen], need_key[chosen], stock[chosen]
    supplier, buyer = given.supplier[order], given.buyer[order]
    new = np.ones(len(order), np.bool_)
    new[1:] = need_key[1:] != need_key[:-1]
    begins = np.flatnonzero(new)
    start = np.append(begins, len(order)).astype(np.int64)
    need = owner_of_each(begins, len(order))
    known = share != UNKNOWN
    shared = np.logical_and.reduceat(known, begins) if len(begins) else known[:0]
    weight = np.where(shared[need], share, 0)
    total = np.add.reduceat(weight, begins) if len(begins) else weight[:0]
    lead_given = given.lead[order] != UNKNOWN
    lead = np.where(lead_given, given.lead[order], 0)
    on_the_road = status.runs[supplier] & status.runs[buyer]
    gap = _gap(np.where(on_the_road, 0, lead), stock)
    part, breaks = _parts(~status.closed[supplier], share, known, need, begins)
    sold = np.argsort(supplier, kind="stable")
    count = len(facts.enterprises)
    need_of = buyer[begins]
    contracts = Contracts(
        order, supplier, buyer, need, gap, lead, lead_given | on_the_road, weight, part, breaks,
        start, need_of, (need_key[begins] % max(1, facts.materials)).astype(np.int32),
        stock[begins], shared, total, starts_of(need_of, count),
        _unmet(facts, count, need_of), starts_of(supplier[sold], count), sold,
    )  # fmt: skip
    return contracts, _values(len(given), contracts)


def in_force(supplies: Supplies) -> Flags:
    """Which supplies have begun and not ended today."""
    begun = supplies.since <= 0  # UNKNOWN is less than any day
    stands: Flags = begun & ((supplies.until == UNKNOWN) | (supplies.until >= 0))
    return stands


def _merged(facts: Facts) -> tuple[Ints, Flags, Ints]:
    """Supplies by buyer, material, supplier, in force and not to itself; of parallel ones the
    first stands for all: the shortest lead, a blank one before one of 0, the longest in force.

    Gives their rows, which of them stand for all, and the shares, added up where some are known.
    """
    given = facts.supplies
    rows = np.flatnonzero(in_force(given) & (given.supplier != given.buyer))
    pair = given.buyer[rows].astype(np.int64) * facts.materials + given.material[rows]
    order = np.lexsort((given.supplier[rows], pair))
    rows, pair = rows[order], pair[order]
    same = np.zeros(len(rows), np.bool_)
    supplier = given.supplier[rows]
    same[1:] = (pair[1:] == pair[:-1]) & (supplier[1:] == supplier[:-1])
    share = given.share[rows].copy()
    if same.any():
        run = np.cumsum(~same) - 1
        several = np.flatnonzero(np.bincount(run)[run] > 1)
        there = rows[several]
        lead = given.lead[there]
        fine = np.lexsort(
            (
                given.key[there],
                np.where(given.since[there] == UNKNOWN, LAST, given.since[there]),
                lead != UNKNOWN,
                np.where(lead == UNKNOWN, 0, lead),
                run[several],
            )
        )
        rows[several] = there[fine]
        share = given.share[rows]
        known = share != UNKNOWN
        added = np.bincount(run, np.where(known, share, 0)).astype(np.int64)
        share = np.where((np.bincount(run, known) > 0)[run], added[run], UNKNOWN)
    return rows, ~same, share


@dataclass(frozen=True, slots=True)
class _Stated:
    """What is stated of needs, by enterprise and material: ``keys`` ascending."""

    keys: Ints
    rows: Ints
    is_essential: Flags
    stocks: Ints

    @classmethod
    def of(cls, facts: Facts, status: Status) -> "_Stated":
        needs = facts.needs
        keys = needs.enterprise.astype(np.int64) * facts.materials + needs.material
        rows = np.argsort(keys, kind="stable")
        passed = np.where(needs.counted < 0, -needs.counted.astype(np.int64), 0)
        passed[needs.counted == UNKNOWN] = 0
        used = np.where(status.runs[needs.enterprise], 100 * passed, 0)
        stocks = np.maximum(needs.stock - used, 0)
        return cls(keys[rows], rows, needs.essential[rows], stocks[rows])

    def essential(self, keys: Ints) -> Flags:
        """Whether each need is essential: also where only a supply tells of it."""
        at, found = self._find(keys)
        result = np.ones(len(keys), np.bool_)
        result[found] = self.is_essential[at[found]]
        return result

    def stock(self, keys: Ints) -> Ints:
        """What each has in stock, in hundredths of a day."""
        at, found = self._find(keys)
        result = np.zeros(len(keys), np.int64)
        result[found] = self.stocks[at[found]]
        return result

    def _find(self, keys: Ints) -> tuple[Ints, Flags]:
        at = np.searchsorted(self.keys, keys)
        found = at < len(self.keys)
        found[found] = self.keys[at[found]] == keys[found]
        return at, found


def _gap(lead: Ints, stock: Ints) -> Ints:
    return np.where(stock <= 0, lead, np.maximum(lead - stock, -MAX_AHEAD))


def _parts(
    is_open: Flags, share: Ints, known: Flags, need: Ints, begins: Ints
) -> tuple[Ints, Ints]:
    """For how much each supplier that is not closed counts when some stop, and how much breaks the
    need: with shares when the rest holds less than half, without when nobody is left."""
    count = len(begins)
    suppliers = np.bincount(need[is_open], minlength=count)
    unknown = np.bincount(need[is_open & ~known], minlength=count)
    total = np.bincount(need[is_open], np.where(known, share, 0)[is_open], count).astype(np.int64)
    by_share = (unknown == 0) & (total > 0)
    part = np.where(by_share[need], share, 1)
    breaks = np.where(by_share, total // 2 + 1, suppliers)[need]
    return np.where(is_open, part, NONE), np.where(is_open, breaks, NONE)


def _unmet(facts: Facts, count: int, need_of: Numbers) -> Flags:
    """Who has essential needs without known suppliers."""
    needs = facts.needs
    stated = np.bincount(needs.enterprise[needs.essential], minlength=count)
    unmet: Flags = stated != np.bincount(need_of, minlength=count)
    return unmet


def _values(supplies: int, contracts: Contracts) -> Values:
    columns = []
    for column in (
        contracts.gap,
        np.where(contracts.shared[contracts.need], contracts.weight, NONE),
        contracts.part,
        contracts.breaks,
    ):
        values = np.full(supplies, NONE, np.int64)
        values[contracts.row] = column
        columns.append(values)
    return Values(*columns)
