"""What is known of a network, as columns: the input of every equation in this room.

Enterprises and materials are numbered in the order of their ids, so that the smallest number is
the smallest id. Days are whole and counted from ``as_of``; amounts of days and shares are whole
hundredths.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Numbers = NDArray[np.int32]
"""Numbers of enterprises, materials, needs or contracts, or days."""
Flags = NDArray[np.bool_]

UNKNOWN = np.iinfo(np.int32).min
"""A day or an amount that is not known."""


FULL_OUTPUT = 0.8
"""The output rate from which on one that has resumed runs."""


@dataclass(frozen=True, slots=True)
class Enterprises:
    """One entry per enterprise. ``closed``, ``resumed`` and ``expected`` are days or ``UNKNOWN``;
    ``full_output``: its output rate is ``FULL_OUTPUT`` or more, or not known."""

    closed: Numbers
    resumed: Numbers
    expected: Numbers
    full_output: Flags
    surveyed: Flags
    anchor: Flags
    above_scale: Flags

    def __len__(self) -> int:
        return len(self.closed)


@dataclass(frozen=True, slots=True)
class Needs:
    """One entry per need that is stated. ``stock``: hundredths of a day, 0 where not known;
    ``counted``: the day on which it was, or ``UNKNOWN``."""

    enterprise: Numbers
    material: Numbers
    essential: Flags
    stock: Ints
    counted: Numbers


@dataclass(frozen=True, slots=True)
class Supplies:
    """One entry per supply. ``lead`` and ``share``: hundredths or ``UNKNOWN``; ``since`` and
    ``until``: days or ``UNKNOWN``; ``key`` tells apart those that are equal in all else."""

    supplier: Numbers
    buyer: Numbers
    material: Numbers
    lead: Ints
    share: Ints
    since: Numbers
    until: Numbers
    key: Ints

    def __len__(self) -> int:
        return len(self.supplier)


@dataclass(frozen=True, slots=True)
class Facts:
    """A whole network. ``materials`` is their number."""

    enterprises: Enterprises
    needs: Needs
    supplies: Supplies
    materials: int


def hundredths(values: NDArray[np.float64]) -> Ints:
    """Decimals as whole hundredths, halves up as ``round`` of Cypher; NaN is ``UNKNOWN``."""
    whole = np.floor(100.0 * values + 0.5)
    return np.where(np.isnan(whole), float(UNKNOWN), whole).astype(np.int64)
