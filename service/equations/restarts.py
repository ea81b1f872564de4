"""Who has to be helped to start so that some enterprises are ready by a day.

To help one is to make its own day today; its materials it still waits for. Whoever is ready with
some helped is so with more, which the search rests on three times: with all candidates helped it
shows whether the day can be kept at all; one pass in which each of a list is left out where the
rest still is enough leaves nobody who could be; and where a whole block can be left out, so could
each of it one after the other, so blocks are tried before single ones. A smallest list is not
sought: that is NP-hard, since any of several suppliers may do. Whoever is on each possible list,
without whom all other candidates together are not enough, is found exactly.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from service.equations.contracts import Contracts, Status
from service.equations.facts import Flags, Ints, Numbers
from service.equations.readiness import in_hundredths, least_solution
from service.equations.scale import NEVER
from service.equations.segments import reachable
from service.equations.waiting import NOBODY, NOT_STUCK, arrived, waiting

Enough = Callable[[Ints], bool]
"""Whether some may be left out together."""


@dataclass(frozen=True, slots=True)
class Question:
    """``chosen`` are the enterprises, by number, that are to be ready by ``by`` hundredths of a
    day; ``candidates``: who may be helped, none of them closed or ready by itself."""

    contracts: Contracts
    status: Status
    candidates: Flags
    chosen: Numbers
    by: int


@dataclass(frozen=True, slots=True)
class Member:
    """One of the list. ``tried``: whether the list was tried without it; ``indispensable``: whether
    all other candidates together are not enough, ``None`` where that was not tried.

    ``late``: those of the chosen that are late without it; ``way``: the contracts by which one of
    them hangs on it, from that one down, none where it is one of them itself. Both are empty where
    that was not tried.
    """

    enterprise: int
    tried: bool
    indispensable: bool | None
    late: tuple[int, ...] = ()
    way: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Late:
    """One of the chosen that is late even with all candidates helped. ``ready``: hundredths of a
    day; ``stuck`` as in ``Waiting``; ``path``: the contracts by which it waits, down to the root or
    once round a circle."""

    enterprise: int
    ready: int
    stuck: int
    path: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A list that is enough, or where none is, who is ``late``; ``ready``: when everybody is ready
    with the list, or with all candidates helped. ``contracts`` are those of the question."""

    contracts: Contracts
    ready: Ints
    members: tuple[Member, ...] = ()
    late: tuple[Late, ...] = ()


def restarts(question: Question, in_time: Callable[[], bool] = lambda: True) -> Found:
    """Whom to help. Once time is over nothing more is tried, and each member says what was not."""
    return _Search(question, in_time).run()


class _Search:
    def __init__(self, question: Question, in_time: Callable[[], bool]) -> None:
        self._question = question
        self._contracts = question.contracts
        self._in_time = in_time
        self._suppliers_start = self._contracts.start[self._contracts.needs_start]
        """Where the contracts of each buyer begin."""

    def run(self) -> Found:
        candidates = self._question.candidates
        best = self._solved(candidates)
        if len(late := self._late(best)):
            paths = tuple(self._waiting(candidates, best, late))
            return Found(self._contracts, in_hundredths(best), late=paths)
        helped = self._built()
        at = self._solved(helped)
        tried = np.zeros(len(helped), np.bool_)

        def without(block: Ints) -> bool:
            nonlocal at
            then = self._without(helped, block, at)
            if len(self._late(then)):
                return False
            helped[block], at = False, then
            return True

        for one, _ in self._blocks(self._by_own(helped), 1, without):
            tried[one] = True
        members = self._by_own(helped)
        indispensable: dict[int, bool] = {}
        enough = self._enough_without(candidates, best)
        for block, left in self._blocks(members, len(members), enough):
            indispensable |= dict.fromkeys(block.tolist(), not left)
        told = (Member(one, bool(tried[one]), indispensable.get(one)) for one in members.tolist())
        return Found(
            self._contracts,
            in_hundredths(at),
            tuple(self._hangs(member, helped, at) for member in told),
        )

    def _built(self) -> Flags:
        """A list that is enough: root blockers of critical paths to those late, again and again;
        where a path ends at one that cannot be helped, all candidates behind the late one."""
        candidates = self._question.candidates
        helped = np.zeros(len(candidates), np.bool_)
        while len(late := self._late(at := self._solved(helped))):
            if not self._in_time():
                return candidates.copy()
            for path in self._waiting(helped, at, late):
                root = self._end(path)
                if root != NOBODY and candidates[root] and not helped[root]:
                    helped[root] = True
                else:
                    behind = reachable(
                        path.enterprise, self._suppliers_start, self._contracts.supplier
                    )
                    helped |= candidates & behind
        return helped

    def _end(self, late: Late) -> int:
        """The root blocker, or ``NOBODY`` where the path runs into a circle."""
        if not late.path:
            return late.enterprise
        root = int(self._contracts.supplier[late.path[-1]])
        around = {int(self._contracts.buyer[one]) for one in late.path}
        return NOBODY if root in around else root

    def _blocks(self, order: Ints, size: int, enough: Enough) -> Iterator[tuple[Ints, bool]]:
        """Which of ``order`` can be left out, and which cannot, block by block: the blocks double
        after one that can, and are halved after one that cannot, down to single ones."""
        place = 0
        while place < len(order) and self._in_time():
            block = order[place : place + size]
            left = enough(block)
            if left or len(block) == 1:
                yield block, left
                place += len(block)
                size = 2 * len(block) if left else 1
            else:
                size = len(block) // 2

    def _enough_without(self, helped: Flags, at: Ints) -> Enough:
        def enough(block: Ints) -> bool:
            return not len(self._late(self._without(helped, block, at)))

        return enough

    def _hangs(self, member: Member, helped: Flags, at: Ints) -> Member:
        """The member with for whom it is on the list, and how that one hangs on it."""
        if not self._in_time():
            return member
        then = self._without(helped, np.array([member.enterprise]), at)
        late = self._late(then)
        way = self._way(member.enterprise, in_hundredths(at), in_hundredths(then), late)
        return replace(member, late=tuple(late.tolist()), way=way)

    def _way(self, member: int, ready: Ints, then: Ints, late: Numbers) -> tuple[int, ...]:
        """The shortest way by contracts from one that is late without ``member`` down to it: each
        buyer is later for a need that suppliers, later themselves, met in time before.

        There is one: were all that is reached this way as early as before, everything would still
        hold, and the least solution is no later than that.
        """
        contracts = self._contracts
        before, after = arrived(contracts, ready), arrived(contracts, then)
        came: dict[int, int] = dict.fromkeys(late.tolist(), NOBODY)
        """The contract by which each was reached."""
        last = sorted(came)
        while last and member not in came:
            more: dict[int, int] = {}
            for buyer in last:
                for need in range(*contracts.needs_start[buyer : buyer + 2]):
                    if after.met[need] <= ready[buyer]:
                        continue
                    for one in range(*contracts.start[need : need + 2]):
                        supplier = int(contracts.supplier[one])
                        counted = before.at[one] <= before.met[need]
                        if counted and then[supplier] > ready[supplier] and supplier not in came:
                            more.setdefault(supplier, one)
            came |= more
            last = sorted(more)
        way: list[int] = []
        at = member
        while came.get(at, NOBODY) != NOBODY:
            way.append(came[at])
            at = int(contracts.buyer[way[-1]])
        return tuple(reversed(way))

    def _waiting(self, helped: Flags, at: Ints, late: Numbers) -> Iterator[Late]:
        """The critical path of each that is late."""
        ready = in_hundredths(at)
        status = replace(self._question.status, own=self._own(helped))
        contracts = self._contracts
        waits = waiting(contracts, status, ready, arrived(contracts, ready))
        for enterprise in late.tolist():
            path, seen, last = [], {enterprise}, enterprise
            while (one := int(waits.contract[last])) != NOBODY:
                path.append(one)
                last = int(contracts.supplier[one])
                if last in seen:
                    break
                seen.add(last)
            stuck = int(waits.stuck[enterprise]) if ready[enterprise] >= NEVER else NOT_STUCK
            yield Late(enterprise, int(ready[enterprise]), stuck, tuple(path))

    def _by_own(self, helped: Flags) -> Ints:
        """Those helped, the least own day first, then the smallest number."""
        some = np.flatnonzero(helped)
        return some[np.lexsort((some, self._question.status.own[some]))]

    def _own(self, helped: Flags) -> Ints:
        own: Ints = np.where(helped, 0, self._question.status.own)
        return own

    def _solved(self, helped: Flags) -> Ints:
        contracts = self._contracts
        return least_solution(contracts, self._own(helped), contracts.gap).at

    def _without(self, helped: Flags, block: Sequence[int] | Ints, at: Ints) -> Ints:
        """The solution without some of those helped, from that with them."""
        fewer = helped.copy()
        fewer[block] = False
        contracts = self._contracts
        return least_solution(contracts, self._own(fewer), contracts.gap, at).at

    def _late(self, at: Ints) -> Numbers:
        chosen = self._question.chosen
        late: Numbers = chosen[in_hundredths(at[chosen]) > self._question.by]
        return late
