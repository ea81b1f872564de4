"""The trials that decide a restart list: the real graph with some helped, derived again.

All are made in one transaction, one from the other: some are helped, others taken back, and only
what follows from that is derived. Members on whom no two of the chosen hang together are taken back
at once. With all candidates helped it shows whether the day can be kept at all, and, each member
taken back alone, who is indispensable.
"""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from service.answers.restart_surroundings import Surroundings, hundredths, in_days
from service.derivation.incremental import rederive_own_days
from service.equations.facts import Ints
from service.equations.restarts import Late, Question, apart, blockers, critical_paths, way
from service.graph.database import Transaction


@dataclass(slots=True)
class Member:
    """One of the list. ``tried``: whether the list was tried without it; ``indispensable``: whether
    all other candidates together are not enough, ``None`` where that was not tried.

    ``late``: those of the chosen that are late without it; ``way``: the contracts by which one of
    them hangs on it, from that one down, none where it is one of them itself. Both are empty where
    the final list was not tried without it.
    """

    enterprise: int
    tried: bool = False
    indispensable: bool | None = None
    late: tuple[int, ...] = ()
    way: tuple[int, ...] = ()


class RestartTrials:
    """One question's, in an open transaction that is alone and is rolled back. None begins after
    ``deadline``, of the monotonic clock, but those without which nothing could be said."""

    def __init__(
        self,
        transaction: Transaction,
        around: Surroundings,
        question: Question,
        deadline: float,
    ) -> None:
        self._transaction = transaction
        self._around = around
        self._question = question
        self._deadline = deadline
        self._helped = np.zeros(len(question.candidates), np.bool_)
        self.ready: Ints = np.array([around.ready[id] for id in around.ids], np.int64)
        """When each is ready in the trial, in hundredths of a day."""
        self.count = 0
        self.seconds = 0.0
        """How often was derived again, and how long that took."""

    def in_time(self) -> bool:
        return time.monotonic() < self._deadline

    def decide(self, first: Ints) -> list[Member]:
        """A list that is enough, from the ``first`` that was proposed: none where none is.

        Once time is over nothing more is tried, and each member says what was not.
        """
        candidates = self._question.candidates
        late = self._change(helped=first)
        while late:
            more = blockers(self._question, self._helped, self.ready)
            if not len(more) or not self.in_time():
                more = np.flatnonzero(candidates & ~self._helped)
            if not len(more):
                return []
            late = self._change(helped=more)
        members = self._needed()
        if self.in_time():
            self._change(helped=np.flatnonzero(candidates & ~self._helped))
            mostly = sorted(members, key=lambda one: -len(one.late))
            without = self._without([one.enterprise for one in mostly], leave_out=False)
            found = {one: bool(late) for one, late in without}
            for member in members:
                member.indispensable = found.get(member.enterprise)
        return members

    def late(self) -> list[Late]:
        """Who is late, and the critical paths."""
        return list(critical_paths(self._question, self._helped, self.ready))

    def _needed(self) -> list[Member]:
        """The list without those whom it can do without, the least own day first.

        Where somebody is left out the rest is tried again, for who is late without them may be more
        then.
        """
        tried: set[int] = set()
        while True:
            listed = self._question.by_own(self._helped).tolist()
            before = self.ready.copy()
            members = {one: Member(one) for one in listed}
            for one, late in self._without(listed, leave_out=True):
                tried.add(one)
                if late:
                    found = way(self._question.contracts, one, before, self.ready, late)
                    members[one].late, members[one].way = tuple(sorted(late)), found
            if self._helped[listed].all():
                break
        for member in members.values():
            member.tried = member.enterprise in tried
        return list(members.values())

    def _without(self, members: list[int], *, leave_out: bool) -> Iterator[tuple[int, set[int]]]:
        """Each with who is late without it, as long as there is time; comes back after that,
        unless nobody is late and such are to be left out."""
        back: list[int] = []
        for group in apart(self._question, members):
            if not self.in_time():
                break
            late = self._change(helped=back, not_helped=[one for one, _ in group])
            for one, hanging in group:
                yield one, hanging & late
            back = [one for one, hanging in group if hanging & late or not leave_out]
        self._change(helped=back)

    def _change(self, *, helped: Iterable[int], not_helped: Iterable[int] = ()) -> set[int]:
        """Derived again with some helped and others no more; gives who is late."""
        around = self._around
        own: dict[int, float | None] = dict.fromkeys(map(int, helped), 0.0)
        own |= {one: in_days(int(self._question.status.own[one])) for one in not_helped}
        if own:
            began = time.monotonic()
            given = {around.ids[one]: days for one, days in own.items()}
            for id, ready in rederive_own_days(self._transaction, given):
                if (one := around.number.get(id)) is not None:
                    self.ready[one] = hundredths(ready)
            for one, days in own.items():
                self._helped[one] = days == 0
            self.count += 1
            self.seconds += time.monotonic() - began
        return set(self._question.late(self.ready).tolist())
