"""Vectorised weighted sampling by inverse cumulative distributions."""

import numpy as np
import numpy.typing as npt

from service.synthetic.places import FloatArray, IntArray

_BELOW_ONE = 1.0 - 1e-9
"""Keeps rounding from carrying a draw over the end of its row."""


class RowSampler:
    """Draws a column for each of many rows of ``weights``, in proportion to the row's weights."""

    def __init__(self, weights: FloatArray) -> None:
        total = weights.sum(axis=1, keepdims=True)
        self.empty: npt.NDArray[np.bool_] = total[:, 0] <= 0
        """Rows without any weight; draws from them are meaningless."""
        share = np.cumsum(weights / np.where(total > 0, total, 1.0), axis=1)
        share[:, -1] = 1.0
        self._columns = weights.shape[1]
        self._cumulative = (share + np.arange(len(weights))[:, None]).ravel()

    def draw(self, rows: IntArray, rng: np.random.Generator) -> IntArray:
        """One column for each of ``rows``."""
        at = rows + rng.random(len(rows)) * _BELOW_ONE
        found = np.searchsorted(self._cumulative, at, side="right") - rows * self._columns
        drawn: IntArray = np.clip(found, 0, self._columns - 1)
        return drawn


class GroupSampler:
    """Members in groups, each with a weight; draws one of a group in proportion to the weights."""

    def __init__(self, group: IntArray, weight: FloatArray, groups: int) -> None:
        self.member: IntArray = np.argsort(group, kind="stable")
        counts = np.bincount(group, minlength=groups)
        self.first: IntArray = np.concatenate(([0], np.cumsum(counts)))
        self._cumulative = np.concatenate(([0.0], np.cumsum(weight[self.member])))

    def size(self, groups: IntArray) -> IntArray:
        """How many members each of ``groups`` has."""
        sizes: IntArray = self.first[groups + 1] - self.first[groups]
        return sizes

    def draw(self, groups: IntArray, rng: np.random.Generator) -> IntArray:
        """One member for each of ``groups``, none of which may be empty or without weight."""
        first, end = self.first[groups], self.first[groups + 1]
        low, high = self._cumulative[first], self._cumulative[end]
        at = low + rng.random(len(groups)) * _BELOW_ONE * (high - low)
        found = np.searchsorted(self._cumulative, at, side="right") - 1
        drawn: IntArray = self.member[np.clip(found, first, end - 1)]
        return drawn

    def draw_uniform(self, groups: IntArray, rng: np.random.Generator) -> IntArray:
        """One member for each of ``groups``, all equally likely; none may be empty."""
        at = self.first[groups] + (rng.random(len(groups)) * self.size(groups)).astype(np.int64)
        drawn: IntArray = self.member[at]
        return drawn
