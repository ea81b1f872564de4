"""Who waits for whom, over how many hops, and why some never end waiting."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.equations.arrivals import arrivals
from service.equations.contracts import Contracts, Status
from service.equations.facts import Flags, Ints, Numbers
from service.equations.scale import HORIZON, NEVER
from service.equations.segments import members

NOBODY = -1

CLOSED, CIRCULAR, LATE, NOT_STUCK = 0, 1, 2, -1
"""Why one is never ready, as numbers."""

STUCK = ("closed", "circular", "late")
"""The same as words."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Per enterprise: ``contract`` by which it waits, the supplier's and the material's of its
    WAITS_FOR, or ``NOBODY``; ``hops`` to who waits for nobody, where it waits and will be ready,
    else ``NOBODY``; ``stuck``."""

    contract: Ints
    hops: Numbers
    stuck: NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Arrived:
    """Per contract ``at``: when it delivers, less the stock; per need ``met``: when it is met. Both
    in hundredths of a day, more than the horizon for never."""

    at: Ints
    met: Ints


def arrived(contracts: Contracts, ready: Ints) -> Arrived:
    """``ready``: hundredths of a day, ``NEVER`` for never."""
    at = ready[contracts.supplier] + contracts.gap
    whole = np.arange(len(contracts.total))
    entries = np.arange(len(contracts))
    return Arrived(at, arrivals(contracts, whole, contracts.start[:-1], entries, at))


def waiting(contracts: Contracts, status: Status, ready: Ints, arrived: Arrived) -> Waiting:
    """The relationships WAITS_FOR of a solution, and what is told by them."""
    waits = (ready < NEVER) & (ready > status.own)
    contract, hops = _nearest(contracts, ready, waits, arrived)
    _never(contracts, status, ready, arrived, contract)
    return Waiting(contract, hops, _stuck(contracts, status, ready, contract))


def _nearest(
    contracts: Contracts, ready: Ints, waits: Flags, arrived: Arrived
) -> tuple[Ints, Numbers]:
    """Whom those wait for that will be ready: of the contracts that decide, one of a supplier with
    the fewest hops; among these of the smallest material, then of the smallest supplier."""
    day = ready[contracts.buyer]
    decides = waits[contracts.buyer] & (arrived.at == day)
    decides &= arrived.met[contracts.need] == day
    deciding = np.flatnonzero(decides)
    count = len(ready)
    contract = np.full(count, NOBODY, np.int64)
    level = np.where(waits, NOBODY, np.where(ready < NEVER, 0, NOBODY)).astype(np.int32)
    by_supplier = contracts.sold[decides[contracts.sold]]
    bounds = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(contracts.supplier[deciding], minlength=count), out=bounds[1:])
    reached, hops = np.flatnonzero(level == 0), 0
    while len(reached):
        hops += 1
        some, _ = members(bounds, reached)
        buyers = np.unique(contracts.buyer[by_supplier[some]])
        reached = buyers[level[buyers] == NOBODY]
        level[reached] = hops
    # contracts stand by buyer, material, supplier: the first that leads nearer is the smallest
    buyer = contracts.buyer[deciding]
    nearer = level[contracts.supplier[deciding]] == level[buyer] - 1
    deciding, buyer = deciding[nearer], buyer[nearer]
    first = np.ones(len(buyer), np.bool_)
    first[1:] = buyer[1:] != buyer[:-1]
    contract[buyer[first]] = deciding[first]
    return contract, np.where(waits, level, NOBODY).astype(np.int32)


def _never(
    contracts: Contracts, status: Status, ready: Ints, arrived: Arrived, contract: Ints
) -> None:
    """Whom those wait for who are never ready for want of a material: for the smallest such
    material, the smallest of its suppliers that are never ready, or of all if none is."""
    lacks = (ready >= NEVER) & (status.own < NEVER)
    late = (arrived.met > HORIZON) & lacks[contracts.need_of]
    needs = np.flatnonzero(late)
    first = np.ones(len(needs), np.bool_)
    first[1:] = contracts.need_of[needs[1:]] != contracts.need_of[needs[:-1]]
    needs = needs[first]
    entries, begins = members(contracts.start, needs)
    if not len(needs):
        return
    rank = np.where(ready[contracts.supplier[entries]] >= NEVER, 0, len(contracts)) + entries
    contract[contracts.need_of[needs]] = np.minimum.reduceat(rank, begins) % len(contracts)


def _stuck(contracts: Contracts, status: Status, ready: Ints, contract: Ints) -> NDArray[np.int8]:
    """Where the chain of each that is never ready ends, found by doubling the steps along it."""
    never = ready >= NEVER
    stuck = np.full(len(ready), NOT_STUCK, np.int8)
    stuck[never] = CIRCULAR
    stuck[never & (status.own >= NEVER)] = LATE
    stuck[status.closed] = CLOSED
    follows = np.flatnonzero(never & (contract != NOBODY))
    supplier = contracts.supplier[contract[follows]]
    stuck[follows[ready[supplier] < NEVER]] = LATE
    after = np.arange(len(ready))
    after[follows] = np.where(stuck[follows] == CIRCULAR, supplier, follows)
    for _ in range(len(follows).bit_length()):
        after[follows] = after[after[follows]]
    stuck[follows] = stuck[after[follows]]
    return stuck
