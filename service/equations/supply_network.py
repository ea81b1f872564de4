"""The network of all supplies in force, essential or not: its core, and who supplies anchors.

Most of a large network is one core: a set of enterprises each of which feeds every other, round
about (the giant strongly connected component; Fujiwara and Aoyama, "Large-scale structure of a
nation-wide production network", 2010). Whatever leads to one of them leads to all, so the tree of
whoever is fed by one of them is the same as far as it leads there.
"""

import numpy as np

from service.equations.contracts import NONE, Contracts, in_force
from service.equations.facts import Facts, Flags, Ints, Numbers
from service.equations.segments import reachable, starts_of

FEEDS_CORE, IN_CORE = 1, 2


def core(facts: Facts) -> Numbers:
    """The core of all supplies in force: per enterprise ``IN_CORE``, ``FEEDS_CORE`` or 0."""
    stands = in_force(facts.supplies)
    supplier, buyer = facts.supplies.supplier[stands], facts.supplies.buyer[stands]
    return _core(supplier, buyer, len(facts.enterprises))


def essential_core(contracts: Contracts) -> Numbers:
    """The same of supplies of essential materials by suppliers that are not closed."""
    counts = contracts.part != NONE
    return _core(contracts.supplier[counts], contracts.buyer[counts], contracts.enterprises)


def _core(supplier: Numbers, buyer: Numbers, count: int) -> Numbers:
    """Those around the enterprise with most supplies both ways, as many as feed it and are fed by
    it; and who feeds them."""
    place = np.zeros(count, np.int32)
    ways = np.bincount(supplier, minlength=count) * np.bincount(buyer, minlength=count)
    if not ways.any():
        return place
    middle = int(np.argmax(ways))
    feeding = _reachable(middle, buyer, supplier, count)
    fed = _reachable(middle, supplier, buyer, count)
    if np.count_nonzero(feeding & fed) > 1:
        place[feeding] = FEEDS_CORE
        place[feeding & fed] = IN_CORE
    return place


def _reachable(root: int, begins: Numbers, ends: Numbers, count: int) -> Flags:
    order = np.argsort(begins, kind="stable")
    return reachable(root, starts_of(begins[order], count), ends[order])


def anchors_supplied(facts: Facts) -> Ints:
    """How many anchors other than itself each supplies directly."""
    given, count = facts.supplies, len(facts.enterprises)
    chosen = in_force(given) & facts.enterprises.anchor[given.buyer]
    chosen &= given.supplier != given.buyer
    pairs = np.unique(given.supplier[chosen].astype(np.int64) * count + given.buyer[chosen])
    return np.bincount(pairs // max(1, count), minlength=count)
