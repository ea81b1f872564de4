"""Running short: when those stop that run and will lose days, and for want of which material.

The days of stopping never fall from supplier to buyer, so they are lowered from "not known to stop"
to the largest solution: two cannot hold each other to a day on which neither would stop.
"""

from dataclasses import dataclass

import numpy as np

from service.equations.arrivals import Gathered, by_shares, gathered
from service.equations.contracts import Contracts, Status
from service.equations.facts import Flags, Ints, Numbers
from service.equations.scale import NEVER
from service.equations.segments import distinct, members, of_each, owner_of_each
from service.equations.waiting import NOBODY, Arrived


@dataclass(frozen=True, slots=True)
class Shortage:
    """``stop``: hundredths of a day, ``NEVER`` where nothing is known to stop it; ``material``:
    the smallest that it then lacks, or ``NOBODY``."""

    stop: Ints
    material: Numbers
    evaluated: int


def running_short(contracts: Contracts, status: Status, ready: Ints, arrived: Arrived) -> Shortage:
    """The stop rule of ``knowledge.md`` with all that do not run as those that stop."""
    loses = status.runs & (ready > 0)
    costly = arrived.met > 0
    stop = np.where(status.runs, NEVER, 0).astype(np.int64)
    material = np.full(len(ready), NOBODY, np.int32)
    scratch = np.zeros(len(ready), np.bool_)
    begins = loses[contracts.buyer] & ~status.runs[contracts.supplier]
    due = distinct(contracts.buyer[begins], scratch)
    evaluated = 0
    while len(due):
        evaluated += len(due)
        some = gathered(contracts, due)
        day, lacking = _first_lack(contracts, some, stop, costly)
        known = day < NEVER
        material[due[known]] = lacking[known]
        falls = day < stop[due]
        fallen = due[falls]
        stop[fallen] = day[falls]
        sold, _ = members(contracts.sold_start, fallen)
        buyers = contracts.buyer[contracts.sold[sold]]
        due = distinct(buyers[loses[buyers]], scratch)
    stop[~loses] = NEVER
    return Shortage(stop, material, evaluated)


def _first_lack(
    contracts: Contracts, some: Gathered, stop: Ints, costly: Flags
) -> tuple[Ints, Numbers]:
    """When each enterprise lacks the first material that costs it days, and the smallest such."""
    entries = some.entries
    ends = np.minimum(stop[contracts.supplier[entries]] + contracts.lead[entries], NEVER)
    last = of_each(ends, some.begins, np.maximum)
    shared = np.flatnonzero(contracts.shared[some.needs])
    if len(shared):
        # all shares 0: the last one decides, as where none are known
        last[shared] = by_shares(
            contracts, some.needs, some.begins, entries, ends, shared, strictly=True
        )
    dry = last + contracts.stock[some.needs]
    dry[~costly[some.needs] | (last >= NEVER)] = NEVER
    day = of_each(dry, some.needs_begin, np.minimum)
    owner = owner_of_each(some.needs_begin, len(some.needs))
    # needs stand by material: the first on that day is the smallest
    position = np.where(dry == day[owner], np.arange(len(dry)), len(dry))
    first = np.minimum.reduceat(position, some.needs_begin)
    return day, contracts.material[some.needs[first]]
