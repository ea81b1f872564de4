"""Drawing many at once: inverse cumulative distributions, row by row of a table of weights."""

import numpy as np
import numpy.typing as npt

from service.synthetic.places import Floats, Ints

_BELOW_ONE = 1.0 - 1e-9
"""Rounding must not carry a draw over the end of its row."""


class Rows:
    """Draws a column for each of many rows of ``weights``, in proportion to the row's weights."""

    def __init__(self, weights: Floats) -> None:
        total = weights.sum(axis=1, keepdims=True)
        self.empty: npt.NDArray[np.bool_] = total[:, 0] <= 0
        """Rows without any weight: a draw from them means nothing."""
        share = np.cumsum(weights / np.where(total > 0, total, 1.0), axis=1)
        share[:, -1] = 1.0
        self._columns = weights.shape[1]
        self._upto = (share + np.arange(len(weights))[:, None]).ravel()

    def draw(self, rows: Ints, rng: np.random.Generator) -> Ints:
        """One column for each of ``rows``."""
        at = rows + rng.random(len(rows)) * _BELOW_ONE
        found = np.searchsorted(self._upto, at, side="right") - rows * self._columns
        drawn: Ints = np.clip(found, 0, self._columns - 1)
        return drawn


class Groups:
    """Members in groups, each with a weight; draws one of a group in proportion to the weights."""

    def __init__(self, group: Ints, weight: Floats, groups: int) -> None:
        self.member: Ints = np.argsort(group, kind="stable")
        counts = np.bincount(group, minlength=groups)
        self.first: Ints = np.concatenate(([0], np.cumsum(counts)))
        self._upto = np.concatenate(([0.0], np.cumsum(weight[self.member])))

    def size(self, groups: Ints) -> Ints:
        """How many members each of ``groups`` has."""
        sizes: Ints = self.first[groups + 1] - self.first[groups]
        return sizes

    def draw(self, groups: Ints, rng: np.random.Generator) -> Ints:
        """One member for each of ``groups``, none of which may be empty or without weight."""
        first, end = self.first[groups], self.first[groups + 1]
        low, high = self._upto[first], self._upto[end]
        at = low + rng.random(len(groups)) * _BELOW_ONE * (high - low)
        found = np.searchsorted(self._upto, at, side="right") - 1
        drawn: Ints = self.member[np.clip(found, first, end - 1)]
        return drawn

    def alike(self, groups: Ints, rng: np.random.Generator) -> Ints:
        """One member for each of ``groups``, weights aside; none may be empty."""
        at = self.first[groups] + (rng.random(len(groups)) * self.size(groups)).astype(np.int64)
        drawn: Ints = self.member[at]
        return drawn
