"""Alternative suppliers: who else makes a material, and what the buyer and its anchors would gain.

The gain of a maker is what the what-if of its supply gives: the real change, derived again in a
transaction that is rolled back. Makers may be thousands, so they share trials. What follows from
one more supply depends on the day from which the buyer can run with it, and on nothing else. That
day lies between two that are tried first: with a supply that arrives at once, and (where shares or
no supplier at all make a difference) with one that never does. Who is ready on the same day in both
is so in between, since a later arrival makes nobody earlier; for such makers the buyer's day is the
day of arrival less its stock, within those bounds, for waits pass on delays, never more than them.
One trial then serves all with the same day, and where two days give the anchors the same, so does
every day between. Only a maker that itself depends on the buyer is tried by itself.
"""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from service.catalog import SavedQuery
from service.changing import Turn, refuse_unknown
from service.errors import DatabaseAway
from service.graph import Graph, Transaction
from service.language import Text
from service.raising import HORIZON, SCALE
from service.rederivation import rederive
from service.shapes import Rows
from service.state import State, read_state, refuse_unless_current
from service.statements import statement

TRIALS = 24
"""Trials of one question, unless all of them are asked for."""

TRIES = 3
"""How often all is tried again when the graph changed meanwhile."""

NOBODY = "(nobody)"
"""The id of a supplier that stands for whoever arrives on a given day; no real one may be this."""

LATEST = HORIZON // SCALE

NEVER = 10**9
"""Beyond every day, all days being hundredths here."""


@dataclass(frozen=True)
class Effect:
    """What a supply does: when the buyer is ready then, and what the anchors gain."""

    after: int
    gain: int
    freed: int


@dataclass
class Maker:
    """A maker of the material; ``arrival`` is when it would deliver as things stand."""

    supplier: str
    lead: float
    lead_assumed: bool
    arrival: int
    delay: int
    """From the day it is ready to the day it delivers."""
    near: tuple[Any, ...]
    """How near it is: smaller is nearer."""
    shown: dict[str, Any]
    effect: Effect | None = None


class _Moved(Exception):
    """The graph changed between two trials."""


def find_alternatives(
    change: str,
    graph: Graph,
    query: SavedQuery,
    arguments: Mapping[str, Any],
    *,
    most: int | None,
) -> tuple[State, Rows, bool]:
    """The ``most`` best alternatives (``None``: all), and whether some were cut.

    ``change`` is the statement by which one more supply is tried; ``arguments`` are those of
    ``query``: buyer, material, lead_days. Raises ``Unknown`` with all ids that nothing has,
    ``Deriving`` while derived facts are not current, ``TimeLimit``, ``TooMany``.
    """
    with Turn():
        for _ in range(TRIES):
            search = _Search(graph, query, change, arguments, whole=most is None)
            try:
                makers = search.find()
                rows = search.answer(makers[:most])
            except _Moved:
                continue
            assert search.state is not None
            return search.state, rows, search.cut or len(rows.rows) < len(makers)
    raise DatabaseAway(
        Text("The graph changes too fast for this answer", "数据变动过快，请稍后重试"),
        retry_after=1,
    )


@dataclass
class _Search:
    """The trials for one buyer and material, all of one state of the graph."""

    graph: Graph
    query: SavedQuery
    change: str
    arguments: Mapping[str, Any]
    whole: bool
    began: float = field(default_factory=time.monotonic)
    state: State | None = None
    trials: int = 0
    cut: bool = False
    ready: int = NEVER
    """When the buyer is ready today."""
    anchors: set[str] = field(default_factory=set)
    """Leading enterprises that a supply may move."""

    def find(self) -> list[Maker]:
        """The makers with what each would give, the best first."""
        with self._trial() as transaction:
            refuse_unknown(transaction, self.query, self.arguments)
            stock, bound, makers = self._read(transaction)
            at_once = self._arriving(transaction, 0)
            self._note_anchors(transaction, at_once)
        never: dict[str, tuple[int, int]] = {}
        if not bound:
            with self._trial() as transaction:
                never = self._arriving(transaction, NEVER)
                self._note_anchors(transaction, never)
        best, last = self._effect(at_once), self._effect(never)

        def day(arrival: int) -> int:
            wait = arrival - stock
            return min(max(wait if wait <= LATEST else NEVER, best.after), last.after)

        alone: list[tuple[int, Maker]] = []
        days: dict[str, int] = {}
        for maker in makers:
            soonest, latest = (
                day(moved[maker.supplier][1] + maker.delay)
                if maker.supplier in moved
                else day(maker.arrival)
                for moved in (at_once, never)
            )
            if soonest == latest:
                days[maker.supplier] = soonest
            else:
                alone.append((soonest, maker))
        known = {best.after: best, last.after: last}
        self._between(sorted({*days.values(), *known}), known, stock)
        for maker in makers:
            maker.effect = known.get(days.get(maker.supplier, -1))
        for _, maker in sorted(alone, key=lambda pair: (pair[0], pair[1].near)):
            if self._may_try():
                maker.effect = self._alone(maker)
        found = [(maker.effect, maker) for maker in makers if maker.effect]
        self.cut = len(found) < len(makers)
        found.sort(key=lambda pair: (-pair[0].freed, -pair[0].gain, pair[1].near))
        return [maker for _, maker in found]

    def answer(self, makers: Sequence[Maker]) -> Rows:
        """The rows about these makers, in this order."""
        found = [self._row(place, maker) for place, maker in enumerate(makers)]
        with self.graph.transaction(timeout=self.query.timeout, write=False) as transaction:
            self._refuse_moved(read_state(transaction))
            given = {**self.arguments, "found": found}
            rows = transaction.run(self.query.statement, given)
            self._refuse_moved(read_state(transaction))
        return rows

    def _row(self, place: int, maker: Maker) -> dict[str, Any]:
        effect = maker.effect
        assert effect is not None
        never = NEVER in (self.ready, effect.after)
        return {
            **maker.shown,
            "place": place,
            "supplier": maker.supplier,
            "lead": maker.lead,
            "lead_assumed": maker.lead_assumed,
            "after": None if effect.after == NEVER else effect.after / 100,
            "gain": None if never else (self.ready - effect.after) / 100,
            "anchors_gain": effect.gain / 100,
            "anchors_freed": effect.freed,
        }

    def _between(self, days: list[int], known: dict[int, Effect], stock: int) -> None:
        """Fills in what each of ``days``, of which the first and the last are known, gives.

        The soonest are tried first: they gain most.
        """
        spans = [(0, len(days) - 1)]
        while spans:
            first, last = spans.pop()
            if last - first < 2:
                continue
            soon, late = known[days[first]], known[days[last]]
            if (soon.gain, soon.freed) == (late.gain, late.freed):
                for day in days[first + 1 : last]:
                    known[day] = Effect(day, soon.gain, soon.freed)
                continue
            if not self._may_try():
                return
            middle = (first + last) // 2
            with self._trial() as transaction:
                moved = self._arriving(transaction, days[middle] + stock)
            known[days[middle]] = self._effect(moved)
            spans += [(middle, last), (first, middle)]

    def _may_try(self) -> bool:
        """Whether one more trial is within bounds."""
        in_time = time.monotonic() < self.began + self.query.timeout / 2
        return self.whole or (self.trials < TRIALS and in_time)

    @contextmanager
    def _trial(self) -> Iterator[Transaction]:
        """A transaction that is alone, sees the state of the others, and is rolled back."""
        with self.graph.transaction(timeout=self.query.timeout, keep=False) as transaction:
            transaction.run(statement("hold"))
            state = read_state(transaction)
            if self.state is None:
                refuse_unless_current(self.query, state, ())
                self.state = state
            self._refuse_moved(state)
            yield transaction

    def _refuse_moved(self, state: State) -> None:
        if self.state is None or state.moment != self.state.moment:
            raise _Moved

    def _read(self, transaction: Transaction) -> tuple[int, bool, list[Maker]]:
        """The buyer's stock, whether today's suppliers bound its readiness, and the makers."""

        def rows(name: str) -> list[list[Any]]:
            return transaction.run(statement(f"alternatives/{name}"), self.arguments).rows

        ready, stock, suppliers, shares, present = rows("need")[0]
        self.ready = _hundredths(ready)
        tied = dict(rows("tied"))
        makers = []
        for supplier, ready, own, on_the_road, same_town, same_district, distance in rows("makers"):
            given = self.arguments["lead_days"]
            lead = next(x for x in (given, own, present, 1.0) if x is not None)
            delay = 0 if on_the_road else round(100 * lead)
            far = NEVER if distance is None else distance
            makers.append(
                Maker(
                    supplier,
                    round(lead, 2),
                    given is None and own is None,
                    min(NEVER, _hundredths(ready) + delay),
                    delay,
                    (supplier not in tied, not same_town, not same_district, far, supplier),
                    {
                        "distance": distance,
                        "tied": supplier in tied,
                        "broker": tied.get(supplier),
                    },
                )
            )
        return stock, suppliers > 0 and shares == 0, makers

    def _arriving(self, transaction: Transaction, arrival: int) -> dict[str, tuple[int, int]]:
        """Who is ready when, before and after, with one more supply that arrives on that day."""
        given = {**self.arguments, "days": arrival / 100, "nobody": NOBODY}
        self.trials += 1
        return self._follow(transaction, statement("alternatives/arrives"), given)

    def _alone(self, maker: Maker) -> Effect:
        given = {**self.arguments, "supplier": maker.supplier, "lead_days": maker.lead}
        self.trials += 1
        with self._trial() as transaction:
            return self._effect(self._follow(transaction, self.change, given))

    def _follow(
        self, transaction: Transaction, change: str, given: Mapping[str, Any]
    ) -> dict[str, tuple[int, int]]:
        enterprises = [row[0] for row in transaction.run(change, given).rows]
        moved = rederive(transaction, enterprises, whole=False)
        return {
            id: (_hundredths(before), _hundredths(after))
            for id, before, after in moved
            if id != NOBODY
        }

    def _note_anchors(self, transaction: Transaction, moved: Iterable[str]) -> None:
        rows = transaction.run(statement("alternatives/anchors"), {"enterprises": list(moved)}).rows
        self.anchors.update(row[0] for row in rows)

    def _effect(self, moved: Mapping[str, tuple[int, int]]) -> Effect:
        gain = freed = 0
        for anchor in self.anchors & moved.keys():
            before, after = moved[anchor]
            if NEVER in (before, after):
                freed += 1 if before == NEVER else -1
            else:
                gain += before - after
        buyer = str(self.arguments["buyer"])
        return Effect(moved[buyer][1] if buyer in moved else self.ready, gain, freed)


def _hundredths(days: float | None) -> int:
    return NEVER if days is None else round(100 * days)
