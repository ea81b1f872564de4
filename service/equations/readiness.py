"""The least solution of the equations of readiness, by rounds over the enterprises that may rise.

First those who are never ready because they hold each other are found at once: the largest set of
enterprises each with a need that only its own members, at a lead above the stock, could meet. The
rest is raised from below (value iteration), in rounds. Where a few rise again and again they sit in
or behind circles, and are settled: with the choices made so far every circle gains days each turn,
so nobody in it is ready before the best way out of it, which is a shortest path (strategy
improvement for energy games: Björklund and Vorobyov, "A combinatorial strongly subexponential
strategy improvement algorithm for mean payoff games", 2007; Brim et al., "Faster algorithms for
mean-payoff games", 2011). A circle that gains 0.01 day a turn therefore costs work in proportion to
its length, not to the days of the horizon.

Days are whole hundredths, each split into ``SCALE`` parts of which every hop takes one off: no
circle then gains exactly nothing, so the choices can be read off the values at any time, the finite
part of a solution is the only one, and the hops, fewer than ``SCALE``, are lost again when the days
are rounded up. The statements that follow a change solve the same equations in the same parts
(``service.derivation.fixpoint``).
"""

from dataclasses import dataclass
from functools import partial

import numpy as np

from service.equations.arrivals import Gathered, gathered, latest
from service.equations.contracts import Contracts
from service.equations.facts import Flags, Ints, Numbers
from service.equations.scale import HORIZON_PARTS, NEVER, NEVER_PARTS, SCALE
from service.equations.segments import distinct, members
from service.equations.stagnation import Stagnation

MAX_GAP = 10_000_000
"""Hundredths of a day; far beyond the horizon, and far from what 64 bits hold."""


@dataclass(frozen=True, slots=True)
class Solution:
    """``at``: when each enterprise is ready, in parts, at most ``NEVER_PARTS``; ``evaluated``: how
    often enterprises were evaluated."""

    at: Ints
    evaluated: int = 0


def in_hundredths(at: Ints) -> Ints:
    """Parts as hundredths of a day; ``NEVER`` for never."""
    return np.where(at < NEVER_PARTS, (at + SCALE - 1) // SCALE, NEVER)


def least_solution(
    contracts: Contracts, own: Ints, gap: Ints, below: Ints | None = None
) -> Solution:
    """When everybody is ready who has ``own`` days and waits ``gap`` for each contract, both in
    hundredths of a day.

    ``below`` is the solution (``Solution.at``) for own days of which none is later: where some are,
    only what follows from these is evaluated.
    """
    return _Raising(contracts, own, gap, below).run()


class _Raising:
    def __init__(self, contracts: Contracts, own: Ints, gap: Ints, below: Ints | None) -> None:
        self._contracts = contracts
        self._gap = np.minimum(gap, MAX_GAP) * SCALE - 1
        self._own = np.where(own < NEVER, own * SCALE, NEVER_PARTS)
        self._below = below
        self._at = self._own.copy() if below is None else np.maximum(self._own, below)
        self._scratch = np.zeros(len(own), np.bool_)
        self._raised = np.zeros(len(own), np.int32)
        """The round in which each was last raised."""
        self._evaluated = 0

    def run(self) -> Solution:
        if self._below is None:
            self._at[never_by_each_other(self._contracts, self._own, self._gap)] = NEVER_PARTS
            needy = np.diff(self._contracts.needs_start) > 0
            due = np.flatnonzero(needy & (self._at < NEVER_PARTS)).astype(np.int32)
        else:
            due = self._next(np.flatnonzero(self._at > self._below).astype(np.int32))
        turn, stagnation = 1, Stagnation(1)
        while len(due):
            evaluated = self._evaluated
            due = self._raise(due, turn)
            turn += 1
            if stagnation.settled(
                self._evaluated - evaluated, turn, self._raised_since, partial(self._settle, turn)
            ):
                settled = np.flatnonzero(self._raised == turn).astype(np.int32)
                due = np.union1d(due, self._next(settled)).astype(np.int32)
                turn += 1
        return Solution(self._at, self._evaluated)

    def _raised_since(self, turn: int) -> int:
        return int(np.count_nonzero(self._raised > turn))

    def _raise(self, due: Numbers, turn: int) -> Numbers:
        """Raises those of ``due`` that wait longer; gives whom that may raise next."""
        some = gathered(self._contracts, due)
        self._evaluated += len(due)
        value = np.maximum(latest(self._contracts, some, self._delivered(some)), self._own[due])
        value[value > HORIZON_PARTS] = NEVER_PARTS
        rises = value > self._at[due]
        risen = due[rises]
        self._at[risen] = value[rises]
        self._raised[risen] = turn
        return self._next(risen)

    def _delivered(self, some: Gathered) -> Ints:
        at: Ints = self._at[self._contracts.supplier[some.entries]] + self._gap[some.entries]
        return at

    def _next(self, risen: Numbers) -> Numbers:
        """The buyers that may be later than they stand."""
        sold, _ = members(self._contracts.sold_start, risen)
        entries = self._contracts.sold[sold]
        buyer = self._contracts.buyer[entries]
        at = self._at[self._contracts.supplier[entries]] + self._gap[entries]
        later = (self._at[buyer] < at) & (self._at[buyer] < NEVER_PARTS)
        return distinct(buyer[later], self._scratch)

    def _settle(self, turn: int, since: int) -> int:
        """Lifts what was raised after round ``since`` to the best way out of its circles, in
        round ``turn``; counts who was raised by that."""
        circling = np.flatnonzero((self._raised > since) & (self._at < NEVER_PARTS)).astype(
            np.int32
        )
        bound = np.full(len(self._at), -1, np.int64)
        """The upper bound of those that circle, else -1."""
        bound[circling] = NEVER_PARTS
        due = circling
        while len(due):
            due = self._lower(bound, due)
        rises = bound[circling] > self._at[circling]
        risen = circling[rises]
        self._at[risen] = np.where(bound[risen] > HORIZON_PARTS, NEVER_PARTS, bound[risen])
        self._raised[risen] = turn
        return len(risen)

    def _lower(self, bound: Ints, due: Numbers) -> Numbers:
        """Lowers the bounds of ``due``; gives whose bounds that may lower next.

        A contract counts with its supplier's bound where it holds the buyer up to where it stands,
        else with what is known of the supplier from below: then every circle left among the bounds
        gains, for none is zero with the hops taken off, and nobody is ready by going round.
        """
        some = gathered(self._contracts, due)
        self._evaluated += len(due)
        supplier, buyer = (
            self._contracts.supplier[some.entries],
            self._contracts.buyer[some.entries],
        )
        gap = self._gap[some.entries]
        holds = (bound[supplier] >= 0) & (self._at[supplier] + gap >= self._at[buyer])
        value = latest(
            self._contracts, some, np.where(holds, bound[supplier], self._at[supplier]) + gap
        )
        falls = (value <= HORIZON_PARTS) & (value < bound[due])
        fallen = due[falls]
        bound[fallen] = value[falls]
        sold, _ = members(self._contracts.sold_start, fallen)
        entries = self._contracts.sold[sold]
        supplier, buyer = self._contracts.supplier[entries], self._contracts.buyer[entries]
        gap = self._gap[entries]
        next_ = (bound[supplier] + gap < bound[buyer]) & (
            self._at[supplier] + gap >= self._at[buyer]
        )
        return distinct(buyer[next_], self._scratch)


def never_by_each_other(contracts: Contracts, own: Ints, gap: Ints) -> Flags:
    """The largest set of enterprises that are never ready by themselves (``own``), or have a need
    that suppliers outside the set, or of the set at no ``gap`` above 0, do not suffice for.

    Of those in it who could be ready, the first would wait for another of it, and longer than that
    one: so none is.
    """
    held = (own >= NEVER_PARTS) | (np.diff(contracts.needs_start) > 0)
    closed = own >= NEVER_PARTS
    supplier, need = contracts.supplier, contracts.need
    blocked = closed[supplier] | (held[supplier] & (gap > 0))
    worth, enough = contracts.worth, contracts.enough
    count = len(contracts.total)
    left = np.bincount(need[~blocked], worth[~blocked], count).astype(np.int64)
    lacking = left < enough
    unmet = np.bincount(contracts.need_of[lacking], minlength=len(own))
    freed = np.flatnonzero(held & ~closed & (unmet == 0)).astype(np.int32)
    while len(freed):
        held[freed] = False
        sold, _ = members(contracts.sold_start, freed)
        entries = contracts.sold[sold]
        entries = entries[gap[entries] > 0]
        touched, inverse = np.unique(need[entries], return_inverse=True)
        more = np.bincount(inverse, worth[entries], len(touched)).astype(np.int64)
        left[touched] += more
        met = touched[lacking[touched] & (left[touched] >= enough[touched])]
        lacking[met] = False
        buyers = contracts.need_of[met]
        np.subtract.at(unmet, buyers, 1)
        some = np.unique(buyers)
        freed = some[(unmet[some] == 0) & held[some] & ~closed[some]].astype(np.int32)
    return held
