"""The ranking of single points of failure: how many enterprises, and anchors, each stops alone.

Every enterprise that alone breaks a need is followed forwards, exactly, hidden diamonds included,
many at a time. ``stops`` is a closure: y in stops({x}) implies stops({y}) within stops({x}). So
where many set off the same avalanche it is followed once: those in it that set it off stop just the
same enterprises, and those that lead to it are followed only outside it (condensation of a
reachability relation: Purdom, "A transitive closure algorithm", 1970). Only counts are kept, never
who stops whom.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from service.equations.contracts import Contracts
from service.equations.facts import Flags, Ints, Numbers
from service.equations.segments import distinct, members, reachable

FAR_REACHING = 1_000
"""Enterprises stopped by one from which on it is counted by way of a shared avalanche."""

MAX_OUTSIDE = 100_000
"""Enterprises stopped besides an avalanche before another one is sought."""

BATCH_SIZE = 10_000
"""Enterprises followed at a time that may stop few."""

FAR_REACHING_BATCH_SIZE = 20
"""The same of far-reaching ones."""

ROOT_CANDIDATES = 6
"""Far-reaching enterprises compared when the root of the next avalanche is chosen."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Per enterprise how many others, and how many anchors of them, it stops alone: 0 where it
    breaks nobody's need alone; and ``by`` how many others it is stopped, of those counted.
    ``candidates``: how many stop others alone; ``left``: how many of them were not counted in
    time; ``avalanches``: how many enterprises are in each that was followed once."""

    enterprises: Ints
    anchors: Ints
    by: Ints
    candidates: int
    left: int
    avalanches: list[int] = field(default_factory=list)


def rank_single_points(
    contracts: Contracts,
    anchor: Flags,
    out_of_time: Callable[[float], bool] = lambda _: False,
) -> Ranking:
    """Counts for every enterprise whom it stops alone.

    ``out_of_time`` is told which share is done, between batches, and may end it: whoever is not
    counted by then is ``left``.
    """
    return _Ranking(contracts, anchor, out_of_time).run()


class _Ranking:
    def __init__(
        self, contracts: Contracts, anchor: Flags, out_of_time: Callable[[float], bool]
    ) -> None:
        self._stops = _Stops(contracts)
        self._anchor = anchor
        self._out_of_time = out_of_time
        self._others = np.zeros(len(anchor), np.int64)
        self._anchors = np.zeros(len(anchor), np.int64)
        self._by = np.zeros(len(anchor), np.int64)
        self._avalanches: list[int] = []

    def run(self) -> Ranking:
        candidates = self._stops.alone_breaking()
        far, ended = self._count_near(candidates)
        found = max(1, len(far))
        while len(far) and not ended:
            ended = self._out_of_time(0.7 + 0.3 * (1 - len(far) / found))
            if not ended:
                far = self._count_avalanche(far)
        counted = int(np.count_nonzero(self._others))
        return Ranking(
            self._others,
            self._anchors,
            self._by,
            counted,
            len(candidates) - counted,
            self._avalanches,
        )

    def _count_near(self, candidates: Numbers) -> tuple[Numbers, bool]:
        """Counts all that stop few; gives the others, and whether time ran out."""
        far = []
        for begin in range(0, len(candidates), BATCH_SIZE):
            if self._out_of_time(0.7 * begin / len(candidates)):
                return candidates[:0], True
            batch = candidates[begin : begin + BATCH_SIZE]
            far.append(self._count(batch, FAR_REACHING + 1, None))
        return np.concatenate(far) if far else candidates, False

    def _count(self, batch: Numbers, most: int, avalanche: "_Avalanche | None") -> Numbers:
        """Counts those of ``batch`` that stop no more than ``most``, itself included; gives the
        others. Of those that set off an ``avalanche`` what they stop outside it is added to it."""
        source, stopped, whole = self._stops.followed(batch, most, avalanche)
        counts = np.bincount(source, minlength=len(batch)) - 1
        anchors = np.bincount(source, self._anchor[stopped], len(batch)).astype(np.int64)
        anchors -= self._anchor[batch]
        done = batch[whole]
        size, among = (avalanche.size, avalanche.anchors) if avalanche else (0, 0)
        self._others[done] = counts[whole] + size
        self._anchors[done] = anchors[whole] + among
        np.add.at(self._by, stopped[whole[source]], 1)
        self._by[done] -= 1
        return batch[~whole]

    def _count_avalanche(self, far: Numbers) -> Numbers:
        """Follows one avalanche, and counts those that set it off; gives those not counted."""
        root = self._choose_root(far)
        reached, parts = self._stops.avalanche(root)
        avalanche = _Avalanche(reached, parts, int(reached.sum()), int(self._anchor[reached].sum()))
        self._avalanches.append(avalanche.size)
        leading = self._stops.leading_to(root)
        inside = far[leading[far] & reached[far]]
        self._others[inside] = avalanche.size - 1
        self._anchors[inside] = avalanche.anchors - self._anchor[inside]
        self._by[inside] -= 1
        outside = far[leading[far] & ~reached[far]]
        left = [far[~leading[far]]]
        for begin in range(0, len(outside), FAR_REACHING_BATCH_SIZE):
            batch = outside[begin : begin + FAR_REACHING_BATCH_SIZE]
            if self._out_of_time(0.7):
                left.append(outside[begin:])
                break
            left.append(self._count(batch, MAX_OUTSIDE, avalanche))
        not_counted = np.concatenate(left)
        self._by[reached] += len(far) - len(not_counted)
        return not_counted

    def _choose_root(self, far: Numbers) -> int:
        """Of some of ``far`` the one whose avalanche spares most, as far as is soon known: how far
        it reaches, times how many of ``far`` lead to it, both by steps that break a need alone."""
        some = far[:: max(1, len(far) // ROOT_CANDIDATES)][:ROOT_CANDIDATES]
        if len(some) == 1:
            return int(some[0])
        worth = [
            int(self._stops.led_to_from(x).sum()) * int(self._stops.leading_to(x)[far].sum())
            for x in some.tolist()
        ]
        return int(some[int(np.argmax(worth))])


@dataclass(frozen=True, slots=True)
class _Avalanche:
    """``reached``: who is in it; ``parts``: of each need, the parts of those of its suppliers."""

    reached: Flags
    parts: Ints
    size: int
    anchors: int


class _Stops:
    """Who stops with whom: the contracts that count, by supplier."""

    def __init__(self, contracts: Contracts) -> None:
        self._count = contracts.enterprises
        counts = contracts.sold[contracts.part[contracts.sold] > 0]
        self._supplier = contracts.supplier[counts]
        self._need = contracts.need[counts]
        self._buyer = contracts.buyer[counts]
        self._part = contracts.part[counts]
        self._alone = self._part >= contracts.breaks[counts]
        self._need_of = contracts.need_of
        self._breaks = np.zeros(len(contracts.total), np.int64)
        self._breaks[self._need] = contracts.breaks[counts]
        self._start = self._starts(self._supplier)
        alone = np.flatnonzero(self._alone)
        self._alone_buyer = self._buyer[alone]
        self._alone_start = self._starts(self._supplier[alone])
        backward = np.argsort(self._alone_buyer, kind="stable")
        self._alone_supplier = self._supplier[alone][backward]
        self._backward_start = self._starts(self._alone_buyer[backward])
        self._scratch = np.zeros(self._count, np.bool_)

    def _starts(self, owners: Numbers) -> Ints:
        return np.concatenate(([0], np.cumsum(np.bincount(owners, minlength=self._count))))

    def alone_breaking(self) -> Numbers:
        """Who breaks somebody's need alone."""
        return np.flatnonzero(np.diff(self._alone_start)).astype(np.int32)

    def led_to_from(self, root: int) -> Flags:
        """Whom one stops by steps that each break a need alone, itself included."""
        return reachable(root, self._alone_start, self._alone_buyer)

    def leading_to(self, root: int) -> Flags:
        """Who stops one by steps that each break a need alone, itself included."""
        return reachable(root, self._backward_start, self._alone_supplier)

    def avalanche(self, root: int) -> tuple[Flags, Ints]:
        """Who stops with one, and of each need the parts of those among its suppliers."""
        reached = np.zeros(self._count, np.bool_)
        parts = np.zeros(len(self._breaks), np.int64)
        last = np.array([root])
        reached[root] = True
        while len(last):
            some, _ = members(self._start, last)
            needs = self._need[some]
            np.add.at(parts, needs, self._part[some])
            broken = self._need_of[needs[parts[needs] >= self._breaks[needs]]]
            last = distinct(broken[~reached[broken]], self._scratch)
            reached[last] = True
        return reached, parts

    def followed(
        self, sources: Numbers, most: int, avalanche: _Avalanche | None
    ) -> tuple[Ints, Numbers, Flags]:
        """Whom each of ``sources`` stops, all at a time: pairs of a position in ``sources`` and an
        enterprise, the source itself included; and which of them stop no more than ``most``.

        With an ``avalanche`` all in it have stopped already, and only others are given.
        """
        count = self._count
        open_ = np.ones(len(sources), np.bool_)
        last = np.arange(len(sources)) * count + sources.astype(np.int64)
        known = last
        touched, parts = np.zeros(0, np.int64), np.zeros(0, np.int64)
        while len(last):
            source, enterprise = np.divmod(last, count)
            some, begins = members(self._start, enterprise)
            sizes = np.diff(np.append(begins, len(some)))
            source = np.repeat(source, sizes)
            alone = self._alone[some]
            broke = source[alone] * count + self._buyer[some[alone]]
            broken, touched, parts = self._joint(
                source[~alone], some[~alone], touched, parts, avalanche
            )
            found: Ints = np.unique(np.concatenate((broke, broken)))
            if avalanche:
                found = found[~avalanche.reached[found % count]]
            last = found[~_contains(known, found)]
            known = _merged(known, last)
            sizes = np.bincount(known // count, minlength=len(sources))
            far = (sizes > most) & open_
            if far.any():
                open_ &= ~far
                known, last = (some[open_[some // count]] for some in (known, last))
                keep = open_[touched // len(self._breaks)]
                touched, parts = touched[keep], parts[keep]
        source, enterprise = np.divmod(known, count)
        return source, enterprise.astype(np.int32), open_

    def _joint(
        self,
        source: Ints,
        entries: Ints,
        touched: Ints,
        parts: Ints,
        avalanche: _Avalanche | None,
    ) -> tuple[Ints, Ints, Ints]:
        """Adds the parts of contracts that break no need alone to those ``touched`` before, pairs
        of a source and a need; gives the pairs of a source and a buyer whose need broke by it."""
        needs = len(self._breaks)
        fresh, place = np.unique(source * needs + self._need[entries], return_inverse=True)
        more = np.bincount(place, self._part[entries], len(fresh)).astype(np.int64)
        if avalanche:
            new = ~_contains(touched, fresh)
            more[new] += avalanche.parts[fresh[new] % needs]
        both = np.concatenate((touched, fresh))
        order = np.argsort(both, kind="stable")
        both, sums = both[order], np.concatenate((parts, more))[order]
        first = np.ones(len(both), np.bool_)
        first[1:] = both[1:] != both[:-1]
        begins = np.flatnonzero(first)
        touched = both[begins]
        parts = np.add.reduceat(sums, begins) if len(begins) else sums
        broken = fresh[parts[np.searchsorted(touched, fresh)] >= self._breaks[fresh % needs]]
        found = broken // needs * self._count + self._need_of[broken % needs]
        return found, touched, parts


def _contains(known: Ints, keys: Ints) -> Flags:
    """Which of ``keys`` are among ``known``, both ascending."""
    place = np.searchsorted(known, keys)
    there = place < len(known)
    there[there] = known[place[there]] == keys[there]
    return there


def _merged(known: Ints, more: Ints) -> Ints:
    """Both together, ascending."""
    return np.insert(known, np.searchsorted(known, more), more)
