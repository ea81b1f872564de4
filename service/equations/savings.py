"""What each root blocker would save if it could run today: exactly, for almost all of them at once.

A root blocker starts sooner, whoever that lets start sooner is evaluated again, and so on, each
root by itself, many side by side. In parts of a hundredth (``readiness``) the finite part of a
solution is the only one, so what nothing lowers any more is the new solution. A circle that holds
itself by little falls by little each turn: a root that has not come to rest in ``MAX_ROUNDS`` is
left ``open``, and so is one by which somebody might become ready that never is as things stand.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from service.equations.arrivals import arrivals, gathered, latest
from service.equations.contracts import Contracts, Status
from service.equations.facts import Flags, Ints, Numbers
from service.equations.readiness import MAX_GAP, in_hundredths, least_solution
from service.equations.scale import NEVER, NEVER_PARTS, SCALE
from service.equations.segments import members

MAX_ROUNDS = 200
"""Rounds after which a root that has not come to rest is left ``open``."""

BATCH_SIZE = 2_000
"""Roots followed at a time."""


@dataclass(frozen=True, slots=True)
class Savings:
    """Per enterprise the hundredths of days that all save together, and those above designated size
    among them, itself included, if it could run today; -1 for one that is no root blocker or is
    ``open``: only a trial tells."""

    days: Ints
    above: Ints
    open: Flags


def savings(
    contracts: Contracts,
    status: Status,
    at: Ints,
    above_scale: Flags,
    out_of_time: Callable[[float], bool] = lambda _: False,
) -> Savings:
    """What each root blocker saves; ``at`` as in ``readiness.Solution``.

    ``out_of_time`` is told which share is done, between batches, and may end it: whoever is not
    followed by then is left open.
    """
    return _Savings(contracts, status, at, above_scale, out_of_time).run()


class _Savings:
    def __init__(
        self,
        contracts: Contracts,
        status: Status,
        at: Ints,
        above_scale: Flags,
        out_of_time: Callable[[float], bool],
    ) -> None:
        self._contracts = contracts
        self._status = status
        self._at = at
        self._above_scale = above_scale
        self._out_of_time = out_of_time
        self._gap = np.minimum(contracts.gap, MAX_GAP) * SCALE - 1
        self._own = np.where(status.own < NEVER, status.own * SCALE, NEVER_PARTS)
        delivered = at[contracts.supplier] + self._gap
        whole = np.arange(len(contracts.total))
        entries = np.arange(len(contracts))
        self._met = arrivals(contracts, whole, contracts.start[:-1], entries, delivered)
        """When each need is met as things stand."""
        helped = np.where(status.own < NEVER, 0, NEVER)
        # Who is never ready, and would be if all root blockers were helped.
        self._freeable = (at >= NEVER_PARTS) & (status.own < NEVER)
        if self._freeable.any():
            best = least_solution(contracts, helped, contracts.gap).at
            self._freeable &= best < NEVER_PARTS
        count = len(at)
        self._days = np.full(count, -1, np.int64)
        self._above = np.full(count, -1, np.int64)
        self._open = np.zeros(count, np.bool_)

    def run(self) -> Savings:
        status, at = self._status, self._at
        by_itself = (at <= self._own) & (self._own > 0) & ~status.closed
        self._open[by_itself & (self._own >= NEVER_PARTS)] = True
        roots = np.flatnonzero(by_itself & (self._own < NEVER_PARTS)).astype(np.int32)
        for begin in range(0, len(roots), BATCH_SIZE):
            if self._out_of_time(begin / len(roots)):
                self._open[roots[begin:]] = True
                break
            self._follow(roots[begin : begin + BATCH_SIZE])
        return Savings(self._days, self._above, self._open)

    def _follow(self, roots: Numbers) -> None:
        count = len(self._at)
        open_ = np.zeros(len(roots), np.bool_)
        source = np.arange(len(roots))
        value = self._values(roots, source, roots.astype(np.int64), _Changed.none())
        changed = _Changed(source * count + roots, value)
        fresh = changed
        for _ in range(MAX_ROUNDS):
            if not len(fresh.keys):
                break
            keys = self._next(roots, fresh, changed, open_)
            source, enterprise = np.divmod(keys, count)
            value = self._values(roots, source, enterprise, changed)
            falls = value < changed.of(keys, self._at[enterprise])
            fresh = _Changed(keys[falls], value[falls])
            changed = changed.with_(fresh)
        open_[fresh.keys // count] = True
        source, enterprise = np.divmod(changed.keys, count)
        saved = in_hundredths(self._at[enterprise]) - in_hundredths(changed.values)
        self._days[roots] = np.bincount(source, saved, len(roots)).astype(np.int64)
        saved[~self._above_scale[enterprise]] = 0
        self._above[roots] = np.bincount(source, saved, len(roots)).astype(np.int64)
        self._days[roots[open_]] = self._above[roots[open_]] = -1
        self._open[roots[open_]] = True

    def _next(self, roots: Numbers, fresh: "_Changed", changed: "_Changed", open_: Flags) -> Ints:
        """Pairs of a root and an enterprise that may start sooner; marks as ``open_`` the roots by
        which one may be ready at all, and leaves them."""
        contracts, count = self._contracts, len(self._at)
        source, enterprise = np.divmod(fresh.keys, count)
        sold, begins = members(contracts.sold_start, enterprise)
        sizes = np.diff(np.append(begins, len(sold)))
        entries = contracts.sold[sold]
        gap, buyer = self._gap[entries], contracts.buyer[entries].astype(np.int64)
        source, now = np.repeat(source, sizes), np.repeat(fresh.values, sizes) + gap
        keys = source * count + buyer
        met = self._met[contracts.need[entries]]
        sooner = now < met
        open_[source[sooner & self._freeable[buyer]]] = True
        sooner &= (self._at[buyer] < NEVER_PARTS) & ~open_[source]
        keys, met, buyer, source = keys[sooner], met[sooner], buyer[sooner], source[sooner]
        waits = (self._at[buyer] > self._own[buyer]) | (roots[source] == buyer)
        waits &= met >= changed.of(keys, self._at[buyer])
        return np.unique(keys[waits])

    def _values(self, roots: Numbers, source: Ints, enterprise: Ints, changed: "_Changed") -> Ints:
        """When each ``enterprise`` is ready where its root, ``roots[source]``, could run today."""
        contracts = self._contracts
        value = np.where(roots[source] == enterprise, 0, self._own[enterprise])
        starts = contracts.needs_start
        needy = np.flatnonzero(starts[enterprise + 1] > starts[enterprise])
        some = gathered(contracts, enterprise[needy])
        sizes = starts[enterprise[needy] + 1] - starts[enterprise[needy]]
        of_need = np.repeat(source[needy], sizes)
        of_entry = np.repeat(of_need, np.diff(np.append(some.begins, len(some.entries))))
        supplier = contracts.supplier[some.entries].astype(np.int64)
        at = changed.of(of_entry * len(self._at) + supplier, self._at[supplier])
        if len(needy):
            last = latest(contracts, some, at + self._gap[some.entries])
            value[needy] = np.maximum(value[needy], last)
        return value


@dataclass(frozen=True, slots=True)
class _Changed:
    """New values of pairs of a root and an enterprise; the keys ascend."""

    keys: Ints
    values: Ints

    @classmethod
    def none(cls) -> "_Changed":
        return cls(np.zeros(0, np.int64), np.zeros(0, np.int64))

    def of(self, keys: Ints, before: Ints) -> Ints:
        """The values of ``keys``; as ``before`` where they did not change."""
        place = np.searchsorted(self.keys, keys)
        there = place < len(self.keys)
        there[there] = self.keys[place[there]] == keys[there]
        result = before.copy()
        result[there] = self.values[place[there]]
        return result

    def with_(self, fresh: "_Changed") -> "_Changed":
        place = np.searchsorted(self.keys, fresh.keys)
        there = place < len(self.keys)
        there[there] = self.keys[place[there]] == fresh.keys[there]
        values = self.values.copy()
        values[place[there]] = fresh.values[there]
        at = place[~there]
        return _Changed(
            np.insert(self.keys, at, fresh.keys[~there]),
            np.insert(values, at, fresh.values[~there]),
        )
