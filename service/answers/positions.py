"""Where the enterprises of a whole network stand on its map: one disc for each group.

Within a disc they stand like the seeds of a sunflower, the first ones in the middle: the n-th at
the angle of n golden angles and a radius that grows with the square root of n, so that all have the
same room (H. Vogel, A better way to construct the sunflower head, Mathematical Biosciences 44,
1979). The discs, largest first, are put where they touch none that is there already, as near to the
middle as the same pattern of places offers (greedy packing). Nothing is random and nothing is
repeated until it settles: the same network always gives the same map, 50,000 within a moment.
Forces between those that supply each other would draw a large network, of which most is one giant
component, to a ball.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))

SPACING = 1.0
"""From one to the next within a disc, about."""

GAP = 3.0
"""Between discs."""

MAX_DISCS = 120
"""More groups than these share the last disc."""

PLACES = 2_000
"""Among so many places the one for a disc is chosen."""


def positions(groups: Sequence[str]) -> Floats:
    """The place of each of a network, as ``(n, 2)``, given the group of each.

    Who comes first in ``groups`` stands in the middle of the disc.
    """
    if not groups:
        return np.empty((0, 2))
    _, of = np.unique(np.asarray(groups), return_inverse=True)
    largest = np.argsort(-np.bincount(of), kind="stable")
    disc = np.empty_like(largest)
    disc[largest] = np.minimum(np.arange(len(largest)), MAX_DISCS - 1)
    of = disc[of]
    sizes = np.bincount(of)
    centres = _packed(SPACING * np.sqrt(sizes) + GAP / 2)
    order = np.argsort(of, kind="stable")
    rank = np.empty(len(of), dtype=np.int64)
    rank[order] = np.arange(len(of)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return centres[of] + SPACING * _sunflower(rank)


def _sunflower(n: npt.NDArray[np.int64]) -> Floats:
    radius = np.sqrt(n + 0.5)
    return np.column_stack((radius * np.cos(n * GOLDEN_ANGLE), radius * np.sin(n * GOLDEN_ANGLE)))


def _packed(radii: Floats) -> Floats:
    """The centres of discs that do not overlap, as ``(n, 2)``."""
    centres = np.zeros((len(radii), 2))
    offered = _sunflower(np.arange(PLACES)) / np.sqrt(PLACES)
    for n in range(1, len(radii)):
        there, room = centres[:n], radii[:n] + radii[n]
        reach = float(np.max(np.hypot(*there.T) + radii[:n])) + radii[n]
        places = offered * reach * 1.05
        across = places[:, 0, None] - there[:, 0]
        along = places[:, 1, None] - there[:, 1]
        free = np.all(across * across + along * along >= room * room, axis=1)
        # the outermost places are always free: the first free one is the nearest to the middle
        centres[n] = places[int(np.argmax(free))]
    return centres
