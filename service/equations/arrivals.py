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
        starts = np.append(begins, len(entries))
        inside, firsts = members(starts, shared)
        position = owner_of_each(firsts, len(inside))
        come = values[inside]
        order = np.lexsort((come, position))
        weights = contracts.weight[entries[inside]][order]
        sums = np.cumsum(weights)
        before = sums[firsts] - weights[firsts]
        short = 2 * (sums - before[position]) < contracts.total[needs[shared]][position]
        waits = np.add.reduceat(short.astype(np.int64), firsts)
        met[shared] = come[order][firsts + waits]
    return met


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
