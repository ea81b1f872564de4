"""Runs of entries that belong together: the contracts of a need, the needs of an enterprise.

A run is given by where it starts; ``starts`` has one entry more than there are runs, the last one
being where all end.
"""

import numpy as np
from numpy.typing import NDArray

from service.equations.facts import Flags, Ints, Numbers


def starts_of(owners: Numbers, count: int) -> Ints:
    """Where the run of each owner ``0 … count − 1`` starts; ``owners`` are ascending."""
    return np.concatenate(([0], np.cumsum(np.bincount(owners, minlength=count)))).astype(np.int64)


def members(starts: Ints, runs: Numbers | Ints) -> tuple[Ints, Ints]:
    """The entries of some runs, one run after the other; and where each run starts among them."""
    first = starts[runs]
    sizes = starts[np.asarray(runs) + 1] - first
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    begins = ends - sizes
    return np.repeat(first - begins, sizes) + np.arange(total), begins


def of_each(values: Ints, begins: Ints, function: np.ufunc) -> Ints:
    """``function`` (``np.minimum``, …) over each run of ``values``; no run is empty."""
    if not len(begins):
        return values[:0]
    result: Ints = function.reduceat(values, begins)
    return result


def owner_of_each(begins: Ints, total: int) -> Ints:
    """The position of the run to which each of ``total`` entries belongs."""
    owners = np.zeros(total, np.int64)
    owners[begins[1:]] = 1
    return np.cumsum(owners)


def reachable(root: int, starts: Ints, ends: Numbers) -> Flags:
    """Whom one reaches, itself included, where each leads to its run of ``ends``."""
    reached = np.zeros(len(starts) - 1, np.bool_)
    scratch = np.zeros(len(starts) - 1, np.bool_)
    last = np.array([root])
    reached[root] = True
    while len(last):
        some, _ = members(starts, last)
        found = ends[some]
        last = distinct(found[~reached[found]], scratch)
        reached[last] = True
    return reached


def distinct(numbers: NDArray[np.integer], flags: Flags) -> Numbers:
    """The distinct ``numbers``, ascending. ``flags`` is scratch, one per number that there may be;
    all are false before and after."""
    if len(numbers) * 64 < len(flags):
        return np.unique(numbers).astype(np.int32)
    flags[numbers] = True
    found = np.flatnonzero(flags).astype(np.int32)
    flags[found] = False
    return found
