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

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from service.answers.changes import refuse_unknown
from service.answers.trials import Trials, until_stable
from service.catalog.catalog import SavedQuery
from service.equations.scale import HORIZON, NEVER
from service.errors import Conflict, Fault
from service.graph.database import Graph, Transaction
from service.graph.state import State
from service.graph.values import Rows
from service.language import Text
from service.statements import statement

MAX_TRIALS = 24
"""Trials of one question, unless all of them are asked for."""

STAND_IN = "(nobody)"
"""The id of a supplier whose goods arrive on a given day; no real one may have it."""


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
    proximity: tuple[Any, ...]
    """How near it is: smaller is nearer."""
    shown: dict[str, Any]
    effect: Effect | None = None


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
    ``query``: buyer, material, lead_days, or the request that names the first two. Raises
    ``UnknownIds`` with all ids that nothing has, ``Conflict`` for a request that is not for a
    material, ``Deriving`` while derived facts are not current, ``TimeLimitExceeded``,
    ``TooManyRequests``.
    """

    def search(trials: Trials) -> tuple[State, Rows, bool]:
        asked = {**arguments, **_requested(trials, query, arguments)}
        by_trials = _Search(trials, query, change, asked, whole=most is None)
        makers = by_trials.best_makers()
        found = [by_trials.row(place, maker) for place, maker in enumerate(makers[:most])]
        with trials.reading() as transaction:
            rows = transaction.run(query.statement, {**asked, "found": found})
        return trials.state, rows, by_trials.cut or len(found) < len(makers)

    return until_stable(graph, query, search)


def _requested(trials: Trials, query: SavedQuery, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The buyer and the material of the request that is asked about, if one is."""
    if "request" not in arguments:
        return {}
    with trials.reading() as transaction:
        refuse_unknown(transaction, query, arguments)
        rows = transaction.run(statement("alternatives/request"), arguments)
    if not rows.rows or rows.rows[0][1] is None:
        raise Conflict(
            Text("This request is not for a material", "该需求不是物料需求"),
            [Fault(Text("is not for a material", "不是物料需求"), "request", arguments["request"])],
        )
    return dict(zip(rows.columns, rows.rows[0], strict=True))


@dataclass
class _Search:
    """The trials for one buyer and material."""

    trials: Trials
    query: SavedQuery
    change: str
    arguments: Mapping[str, Any]
    whole: bool
    cut: bool = False
    ready: int = NEVER
    """When the buyer is ready today."""
    anchors: set[str] = field(default_factory=set)
    """Leading enterprises that a supply may move."""

    def best_makers(self) -> list[Maker]:
        """The makers with what each would give, the best first."""
        with self.trials.trial() as transaction:
            refuse_unknown(transaction, self.query, self.arguments)
            stock, bound, makers = self._read_makers(transaction)
            at_once = self._arriving(transaction, 0)
            self._note_anchors(transaction, at_once)
        never: dict[str, tuple[int, int]] = {}
        if not bound:
            with self.trials.trial() as transaction:
                never = self._arriving(transaction, NEVER)
                self._note_anchors(transaction, never)
        best, last = self._effect(at_once), self._effect(never)

        def day(arrival: int) -> int:
            wait = arrival - stock
            return min(max(wait if wait <= HORIZON else NEVER, best.after), last.after)

        interdependent: list[tuple[int, Maker]] = []
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
                interdependent.append((soonest, maker))
        known = {best.after: best, last.after: last}
        self._interpolate(sorted({*days.values(), *known}), known, stock)
        for maker in makers:
            maker.effect = known.get(days.get(maker.supplier, -1))
        for _, maker in sorted(interdependent, key=lambda pair: (pair[0], pair[1].proximity)):
            if self._may_try():
                maker.effect = self._try_by_itself(maker)
        found = [(maker.effect, maker) for maker in makers if maker.effect]
        self.cut = len(found) < len(makers)
        found.sort(key=lambda pair: (-pair[0].freed, -pair[0].gain, pair[1].proximity))
        return [maker for _, maker in found]

    def row(self, place: int, maker: Maker) -> dict[str, Any]:
        """What the answer is told of one maker."""
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

    def _interpolate(self, days: list[int], known: dict[int, Effect], stock: int) -> None:
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
            with self.trials.trial() as transaction:
                moved = self._arriving(transaction, days[middle] + stock)
            known[days[middle]] = self._effect(moved)
            spans += [(middle, last), (first, middle)]

    def _may_try(self) -> bool:
        """Whether one more trial is within bounds."""
        return self.whole or (self.trials.count < MAX_TRIALS and self.trials.in_time)

    def _read_makers(self, transaction: Transaction) -> tuple[int, bool, list[Maker]]:
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
        given = {**self.arguments, "days": arrival / 100, "nobody": STAND_IN}
        return self._follow(transaction, statement("alternatives/arrives"), given)

    def _try_by_itself(self, maker: Maker) -> Effect:
        given = {**self.arguments, "supplier": maker.supplier, "lead_days": maker.lead}
        with self.trials.trial() as transaction:
            return self._effect(self._follow(transaction, self.change, given))

    def _follow(
        self, transaction: Transaction, change: str, given: Mapping[str, Any]
    ) -> dict[str, tuple[int, int]]:
        moved = self.trials.follow(transaction, change, given)
        return {
            id: (_hundredths(before), _hundredths(after))
            for id, before, after in moved
            if id != STAND_IN
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
