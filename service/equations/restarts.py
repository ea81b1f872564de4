"""Who has to be helped to start so that some enterprises are ready by a day: what is worth a try.

To help one is to make its own day today; its materials it still waits for. Here the equations are
solved in memory to propose a list, and what is read off the days of a trial is read: root blockers,
critical paths, ways. Whether a list is enough, whom it can do without and who is indispensable is
for trials in the graph to say (``service.answers.restart_trials``).

Whoever is ready with some helped is so with more, so one pass in which each of a list is left out
where the rest still is enough leaves nobody who could be. A smallest list is not sought: that is
NP-hard, since any of several suppliers may do.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from service.equations.contracts import Contracts, Status
from service.equations.facts import Flags, Ints, Numbers
from service.equations.readiness import in_hundredths, least_solution
from service.equations.scale import NEVER
from service.equations.segments import reachable
from service.equations.waiting import NOBODY, NOT_STUCK, arrived, waiting


@dataclass(frozen=True, slots=True)
class Question:
    """``chosen`` are the enterprises, by number, that are to be ready by ``by`` hundredths of a
    day; ``candidates``: who may be helped, none of them closed or ready by itself."""

    contracts: Contracts
    status: Status
    candidates: Flags
    chosen: Numbers
    by: int

    def late(self, ready: Ints) -> Numbers:
        """Those of the chosen that are late; ``ready``: hundredths of a day, of everybody."""
        late: Numbers = self.chosen[ready[self.chosen] > self.by]
        return late

    def by_own(self, some: Flags) -> Ints:
        """The numbers of ``some``, the least own day first, then the smallest."""
        numbers = np.flatnonzero(some)
        return numbers[np.lexsort((numbers, self.status.own[numbers]))]


@dataclass(frozen=True, slots=True)
class Late:
    """One of the chosen that is late. ``ready``: hundredths of a day; ``stuck`` as in ``Waiting``;
    ``path``: the contracts by which it waits, down to the root or once round a circle."""

    enterprise: int
    ready: int
    stuck: int
    path: tuple[int, ...]


def proposed(question: Question, in_time: Callable[[], bool] = lambda: True) -> Ints:
    """Whom to try to help, the least own day first; all candidates where fewer are not enough, or
    time is over before it is known who is."""
    helped = np.zeros(len(question.candidates), np.bool_)
    at = _solved(question, helped)
    if not len(question.late(in_hundredths(at))):
        return np.flatnonzero(helped)
    if len(question.late(in_hundredths(_solved(question, question.candidates)))):
        return question.by_own(question.candidates)
    while len(question.late(ready := in_hundredths(at))):
        if not in_time():
            return question.by_own(question.candidates)
        helped[blockers(question, helped, ready)] = True
        at = _solved(question, helped)
    for one in question.by_own(helped):
        if not in_time():
            break
        helped[one] = False
        then = _solved(question, helped, at)
        if len(question.late(in_hundredths(then))):
            helped[one] = True
        else:
            at = then
    return question.by_own(helped)


def _solved(question: Question, helped: Flags, below: Ints | None = None) -> Ints:
    """``below``: the solution with more of them helped."""
    contracts = question.contracts
    return least_solution(contracts, _own(question, helped), contracts.gap, below).at


def _own(question: Question, helped: Flags) -> Ints:
    own: Ints = np.where(helped, 0, question.status.own)
    return own


def blockers(question: Question, helped: Flags, ready: Ints) -> Ints:
    """Whom to help besides, where all are ``ready`` so with some helped: the root blockers of the
    critical paths to those late; where a path ends at one that cannot be helped, all candidates
    behind the late one."""
    contracts = question.contracts
    suppliers_start = contracts.start[contracts.needs_start]
    more = np.zeros(len(helped), np.bool_)
    for late in critical_paths(question, helped, ready):
        root = _end(contracts, late)
        if root != NOBODY and question.candidates[root] and not helped[root]:
            more[root] = True
        else:
            behind = reachable(late.enterprise, suppliers_start, contracts.supplier)
            more |= question.candidates & behind
    return np.flatnonzero(more & ~helped)


def _end(contracts: Contracts, late: Late) -> int:
    """The root blocker, or ``NOBODY`` where the path runs into a circle."""
    if not late.path:
        return late.enterprise
    root = int(contracts.supplier[late.path[-1]])
    around = {int(contracts.buyer[one]) for one in late.path}
    return NOBODY if root in around else root


def critical_paths(question: Question, helped: Flags, ready: Ints) -> Iterator[Late]:
    """The critical path of each of the chosen that is late, where all are ``ready`` so with some
    helped."""
    contracts = question.contracts
    status = replace(question.status, own=_own(question, helped))
    waits = waiting(contracts, status, ready, arrived(contracts, ready))
    for enterprise in question.late(ready).tolist():
        path, seen, last = [], {enterprise}, enterprise
        while (one := int(waits.contract[last])) != NOBODY:
            path.append(one)
            last = int(contracts.supplier[one])
            if last in seen:
                break
            seen.add(last)
        stuck = int(waits.stuck[enterprise]) if ready[enterprise] >= NEVER else NOT_STUCK
        yield Late(enterprise, int(ready[enterprise]), stuck, tuple(path))


def way(
    contracts: Contracts, member: int, before: Ints, after: Ints, late: Iterable[int]
) -> tuple[int, ...]:
    """The shortest way by contracts from one that is ``late`` without ``member`` down to it: each
    buyer is later for a need that suppliers, later themselves, met in time before. ``before`` and
    ``after``: when everybody is ready with it helped and without.

    There is one: were all that is reached this way as early as before, everything would still
    hold, and the least solution is no later than that.
    """
    arrived_before, arrived_after = arrived(contracts, before), arrived(contracts, after)
    came: dict[int, int] = dict.fromkeys(late, NOBODY)
    """The contract by which each was reached."""
    last = sorted(came)
    while last and member not in came:
        more: dict[int, int] = {}
        for buyer in last:
            for need in range(*contracts.needs_start[buyer : buyer + 2]):
                if arrived_after.met[need] <= before[buyer]:
                    continue
                for one in range(*contracts.start[need : need + 2]):
                    supplier = int(contracts.supplier[one])
                    counted = arrived_before.at[one] <= arrived_before.met[need]
                    if counted and after[supplier] > before[supplier] and supplier not in came:
                        more.setdefault(supplier, one)
        came |= more
        last = sorted(more)
    found: list[int] = []
    at = member
    while came.get(at, NOBODY) != NOBODY:
        found.append(came[at])
        at = int(contracts.buyer[found[-1]])
    return tuple(reversed(found))


def apart(question: Question, members: Iterable[int]) -> list[list[tuple[int, set[int]]]]:
    """The members in groups that can be tried at once: each with those of the chosen that hang on
    it however far, and on nobody else of its group. Of two that share some the first comes first.
    """
    contracts = question.contracts
    buyers = contracts.buyer[contracts.sold]
    groups: list[list[tuple[int, set[int]]]] = []
    after: dict[int, int] = {}
    """The first group for another on which one of the chosen hangs."""
    for member in members:
        hanging = reachable(member, contracts.sold_start, buyers)
        some = set(question.chosen[hanging[question.chosen]].tolist())
        place = max((after.get(one, 0) for one in some), default=0)
        after |= dict.fromkeys(some, place + 1)
        if place == len(groups):
            groups.append([])
        groups[place].append((member, some))
    return groups
