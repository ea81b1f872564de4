"""When a material is there: the equation ``arrive`` of ``knowledge.md``, for many needs at once."""

from dataclasses import dataclass

import numpy as np

from service.equations.contracts import Contracts
from service.equations.facts import Ints, Numbers
from service.equations.segments import members, of_each, owner_of_each


def arrivals(contracts: Contracts, needs: Ints, begins: Ints, entries: Ints, values: Ints) -> Ints:
    """When each of ``needs`` is met: without shares the first of ``values``; with shares the first
    by which at least half of all shares has come.

    ``entries`` are the contracts of those needs and ``values`` when each of them delivers; those of
    a need begin at ``begins``.
    """
    met = of_each(values, begins, np.minimum)
    shared = np.flatnonzero(contracts.shared[needs])
    if len(shared):
        met[shared] = by_shares(contracts, needs, begins, entries, values, shared, strictly=False)
    return met


def by_shares(
    contracts: Contracts,
    needs: Ints,
    begins: Ints,
    entries: Ints,
    values: Ints,
    shared: Ints,
    *,
    strictly: bool,
) -> Ints:
    """Of each need in the places ``shared`` the first of its ``values`` by which the contracts up
    to it hold at least half of all shares, or ``strictly`` more than half; else the last."""
    starts = np.append(begins, len(entries))
    inside, firsts = members(starts, shared)
    position = owner_of_each(firsts, len(inside))
    order = np.lexsort((values[inside], position))
    weights = contracts.weight[entries[inside]][order]
    sums = np.cumsum(weights)
    before = sums[firsts] - weights[firsts]
    held = 2 * (sums - before[position])
    total = contracts.total[needs[shared]][position]
    short = held <= total if strictly else held < total
    passed = np.add.reduceat(short.astype(np.int64), firsts)
    sizes = np.diff(np.append(firsts, len(inside)))
    first: Ints = values[inside][order][firsts + np.minimum(passed, sizes - 1)]
    return first


@dataclass(frozen=True, slots=True)
class Gathered:
    """The needs of some enterprises, each of which has any, and the contracts of those needs.

    ``begins``: where the contracts of each need begin; ``needs_begin``: where the needs of each
    enterprise do.
    """

    needs: Ints
    needs_begin: Ints
    entries: Ints
    begins: Ints


def gathered(contracts: Contracts, enterprises: Numbers | Ints) -> Gathered:
    """What decides about ``enterprises``."""
    needs, needs_begin = members(contracts.needs_start, enterprises)
    entries, begins = members(contracts.start, needs)
    return Gathered(needs, needs_begin, entries, begins)


def latest(contracts: Contracts, some: Gathered, values: Ints) -> Ints:
    """When the last need of each enterprise is met, by when each of ``some.entries`` delivers."""
    met = arrivals(contracts, some.needs, some.begins, some.entries, values)
    return of_each(met, some.needs_begin, np.maximum)
