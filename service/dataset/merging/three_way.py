"""Merging what a source says of one node or relationship with what stands, cell by cell.

Three ways, as version control merges: what this source said last (*base*), what it says now
(*new*), and what stands in the graph. Who repeats himself says nothing new; what another said
since is a conflict, which the later day decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from service.dataset.merging.claims import FROM_ACTIONS, UNKNOWN_DAY, Claim, Claims, standing
from service.dataset.tables.parse import Assumed, Value

FOLLOWS = {"stock_on": "stock_days"}
"""Facts that belong to another one: the day of a count goes with the count."""

OF_THE_STATEMENT = ("source",)
"""Facts about who said it: others' stay, and that they differ is no conflict."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks, and of which day; ``latest`` is the day of this dataset's latest version."""

    source: str
    on: date
    latest: date = UNKNOWN_DAY

    @property
    def by_hand(self) -> bool:
        return self.source == FROM_ACTIONS

    @property
    def outdated(self) -> bool:
        """Whether a later version of the same dataset has spoken."""
        return self.on < self.latest


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A fact of which two sources say different things: ``stood`` before, ``said`` now."""

    fact: str
    stood: Value
    stood_source: str | None
    stood_on: date
    said: Value
    said_source: str
    said_on: date
    taken: bool
    """Whether what was said now stands from now on."""


@dataclass(slots=True)
class Outcome:
    """What is to be set, ``None`` to be cleared; the claims after it; and what was in conflict."""

    changes: dict[str, Value]
    claims: Claims
    disagreements: list[Disagreement] = field(default_factory=list)


def merge(
    speaker: Speaker, said: Mapping[str, Value], stands: Mapping[str, Value], claims: Claims
) -> Outcome:
    """What follows from ``speaker`` saying ``said`` of an element on which ``claims`` are made."""
    merged = {source: dict(facts) for source, facts in claims.items()}
    return _Merge(speaker, said, stands, Outcome({}, merged)).run()


class _Merge:
    def __init__(
        self,
        speaker: Speaker,
        said: Mapping[str, Value],
        stands: Mapping[str, Value],
        outcome: Outcome,
    ) -> None:
        self._speaker = speaker
        self._said = said
        self._stands = stands
        self._outcome = outcome
        self._own = outcome.claims.setdefault(speaker.source, {})

    def run(self) -> Outcome:
        """Merges every fact that is said."""
        followers = {name: of for name, of in FOLLOWS.items() if of in self._said}
        for name, value in self._said.items():
            if name not in followers:
                self._merge(name, value)
        for name, of in followers.items():
            if name in self._said:
                self._follow(name, of)
        return self._outcome

    def _merge(self, name: str, value: Value) -> None:
        stood = self._stands.get(name)
        own = self._own.get(name)
        base = own.value if own else None
        if isinstance(value, Assumed):
            value = next((known for known in (base, stood) if known is not None), value.value)
        if self._speaker.by_hand:
            self._record(name, value, stood)
        elif value == base:
            return
        elif self._speaker.outdated and own is not None:
            if value != stood:
                self._keep(name, value, stood, claim=own)
        elif value == stood:
            self._claim(name, value)
        elif name in OF_THE_STATEMENT:
            self._state(name, value, base, stood)
        elif stood is None and base is None:
            self._take(name, value)
        elif stood == base:
            self._replace(name, value, stood)
        else:
            self._decide(name, value, stood)

    def _record(self, name: str, value: Value, stood: Value) -> None:
        """An action: a person says it now, even if it was said before."""
        on = self._speaker.on
        source, stood_on = standing(self._outcome.claims, name, stood)
        if value == stood:
            if on >= stood_on:
                self._own[name] = Claim(value, on)
        elif on >= stood_on:
            if stood is not None and source not in (None, FROM_ACTIONS):
                self._disagree(name, value, stood, taken=True)
            self._outcome.changes[name] = value
            self._own[name] = Claim(value, on)
        else:
            self._disagree(name, value, stood, taken=False)

    def _replace(self, name: str, value: Value, stood: Value) -> None:
        """The graph has what this source said: it may say otherwise, unless others confirm it."""
        others = [
            claims[name].on
            for source, claims in self._outcome.claims.items()
            if source != self._speaker.source and name in claims and claims[name].value == stood
        ]
        if value is None and others:
            self._claim(name, None)
        elif value is not None and not self._wins(name, stood):
            self._keep(name, value, stood, claim=Claim(value, self._speaker.on))
        else:
            self._take(name, value)

    def _decide(self, name: str, value: Value, stood: Value) -> None:
        """A conflict: the later day wins, an action at the same day, a blank never."""
        if value is None:
            if name in self._own:
                self._keep(name, value, stood, claim=Claim(None, self._speaker.on))
        elif self._wins(name, stood, strictly=True):
            self._disagree(name, value, stood, taken=True)
            self._take(name, value)
        else:
            self._keep(name, value, stood, claim=Claim(value, self._speaker.on))

    def _wins(self, name: str, stood: Value, *, strictly: bool = False) -> bool:
        source, on = standing(self._outcome.claims, name, stood)
        if source == FROM_ACTIONS or strictly:
            return self._speaker.on > on
        return self._speaker.on >= on

    def _state(self, name: str, value: Value, base: Value, stood: Value) -> None:
        alone = all(
            name not in claims
            for source, claims in self._outcome.claims.items()
            if source != self._speaker.source
        )
        if stood is None or (stood == base and alone):
            self._take(name, value)
        else:
            self._claim(name, value)

    def _follow(self, name: str, of: str) -> None:
        """The day of a count, which goes with the count that it is said with."""
        value = self._said[name]
        day = value.value if isinstance(value, Assumed) else value
        outcome = self._outcome
        if of in outcome.changes:
            self._set(name, day)
            return
        counted, own = self._stands.get(of), self._own.get(of)
        if counted is None or own is None or own.value != counted:
            return  # another's count stands, or none
        if not isinstance(value, Assumed):
            self._merge(name, value)
        elif (
            not self._speaker.outdated
            and _before(self._stands.get(name), day)
            and standing(outcome.claims, of, counted)[0] == self._speaker.source
        ):
            # The same count in a later version is of that day, as nobody else has counted.
            self._set(name, day)

    def _set(self, name: str, value: Value) -> None:
        if self._stands.get(name) != value:
            self._outcome.changes[name] = value
        self._claim(name, value)

    def _take(self, name: str, value: Value) -> None:
        self._outcome.changes[name] = value
        self._claim(name, value)

    def _keep(self, name: str, value: Value, stood: Value, *, claim: Claim) -> None:
        self._disagree(name, value, stood, taken=False)
        self._own[name] = claim

    def _claim(self, name: str, value: Value) -> None:
        # Who never spoke of it says nothing by a blank; who did takes that back, from this day on.
        if value is not None or name in self._own:
            self._own[name] = Claim(value, self._speaker.on)

    def _disagree(self, name: str, value: Value, stood: Value, *, taken: bool) -> None:
        source, on = standing(self._outcome.claims, name, stood)
        self._outcome.disagreements.append(
            Disagreement(
                name, stood, source, on, value, self._speaker.source, self._speaker.on, taken
            )
        )


def _before(one: Value, other: Value) -> bool:
    return isinstance(one, date) and isinstance(other, date) and one < other
