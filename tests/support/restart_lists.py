"""What a restart list must be, by the definition: everything tried again with the model."""

import itertools
from collections.abc import Collection
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from tests.support.model import Model, Network
from tests.support.networks import days_from

REASONS = {None: "leads", "late": "leads", "closed": "closed", "circular": "circular"}
"""Why one stays late, by why it is never ready."""


class Helping:
    """A network, some of its enterprises that are to be ready by ``by`` hundredths of a day, and
    who is late with which others helped."""

    def __init__(self, network: Network, chosen: Collection[str], by: int) -> None:
        self.network, self.chosen, self.by = network, sorted(chosen), by
        self.model = Model(network)
        self.candidates = {
            e for e, own in self.model.own.items() if own != 0 and e not in self.model.closed
        }

    def ready(self, helped: Collection[str]) -> dict[str, int | None]:
        return self.model._least(
            {e: 0 if e in helped else own for e, own in self.model.own.items()}
        )

    def late(self, helped: Collection[str]) -> list[str]:
        ready = self.ready(helped)
        return [a for a in self.chosen if (days := ready[a]) is None or days > self.by]

    def indispensable(self, members: Collection[str]) -> set[str]:
        """Of a list that is enough: nobody else can be, for each list holds them."""
        return {x for x in members if self.late(self.candidates - {x})}

    def smallest(self, among: Collection[str]) -> int:
        """How many a smallest list has, of lists among these."""
        for size in range(len(among) + 1):
            if any(not self.late(some) for some in itertools.combinations(among, size)):
                return size
        raise AssertionError("not possible")

    def with_everybody_helped(self) -> Model:
        helped = deepcopy(self.network)
        for row in helped.enterprises:
            if row["id"] in self.candidates:
                row["expected_on"] = days_from(0)
        return Model(helped)


@dataclass
class Told:
    """A list as the service tells it, or who is late, by ids and hundredths of a day."""

    members: dict[str, bool | None] = field(default_factory=dict)
    """Whether each is indispensable."""
    late_without: dict[str, list[str]] = field(default_factory=dict)
    way: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    """Buyer, material and supplier of each step from one of the chosen down to the member."""
    impossible: dict[str, tuple[int | None, str, list[Any]]] = field(default_factory=dict)
    """When each is ready at best, why it is late, and its path: who waits for whom for what."""


def check(helping: Helping, told: Told) -> str:
    """Holds what is told to the definition; gives of which kind it is."""
    late = helping.late(helping.candidates)
    if late:
        assert not told.members
        best = helping.with_everybody_helped()
        expected = {}
        for a in late:
            path = []
            for e in best.chain(a):
                supplier, material, _ = best.waits_for.get(e, (None, None, None))
                path.append((e, supplier, material))
            expected[a] = (best.ready[a], REASONS[best.stuck[a]], path)
        assert told.impossible == expected
        return "impossible"
    assert not told.impossible
    members = set(told.members)
    assert members <= helping.candidates
    assert not helping.late(members)
    for one in members:
        assert helping.late(members - {one}) == told.late_without[one] != []
        check_way(helping, members, one, told)
    indispensable = {one for one, whether in told.members.items() if whether}
    assert None not in told.members.values()
    assert indispensable == helping.indispensable(members)
    return "listed" if members else "nobody"


def check_way(helping: Helping, members: set[str], one: str, told: Told) -> None:
    """Each step is a need that one later itself, or the member, no longer meets in time."""
    way = told.way[one]
    before, after = helping.ready(members), helping.ready(members - {one})
    last = None
    for buyer, material, supplier in way:
        assert buyer == last or (last is None and buyer in told.late_without[one])
        assert supplier in {offer.supplier for offer in helping.model.offers[buyer, material]}
        assert later(before[buyer], after[buyer]) and later(before[supplier], after[supplier])
        wait = helping.model.wait(buyer, material, after)
        assert wait is None or wait > (before[buyer] or 0)
        last = supplier
    assert last == one if way else one in told.late_without[one]


def later(before: int | None, after: int | None) -> bool:
    return before is not None and (after is None or after > before)
