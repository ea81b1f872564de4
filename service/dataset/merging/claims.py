"""Who said what, and when: the statements of all sources about one node or relationship.

An element has no record of its own as long as every dataset that brought it (its ``datasets``)
says of it just what stands, since the day of that dataset's first version: so it is with nearly
all elements, and a bulk load writes nothing more for them. Else the property ``said`` has what
differs from that.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from service.dataset.tables.parse import Value
from service.model.bookkeeping import DATASETS, SAID
from service.model.tables import FACTS

FROM_ACTIONS = "(by hand)"
"""The source of what people recorded by actions; no dataset can have such an id."""

UNKNOWN_DAY = date.min
"""The day of what was said before days were kept: every other is later."""

LINK = "->"
"""The fact, of a relationship of which its owner has only one, of where it leads."""

Properties = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a source said last of one fact, and of which day; ``None`` where a person said that
    there is nothing, or a dataset has a blank now where it had a value before."""

    value: Value
    on: date


Claims = dict[str, dict[str, Claim]]
"""By source and fact. A dataset that never had anything but blanks has no claim."""

FirstDays = Mapping[str, date]
"""By dataset the day of its first version."""


def facts_of(kind: str, properties: Properties) -> dict[str, Value]:
    """The facts that an element of a label or type has; bookkeeping and keys left out."""
    names = FACTS.get(kind, {})
    return {name: value for name, value in properties.items() if name in names}


def decode(
    kind: str, properties: Properties, days: FirstDays, *, link: str | None = None
) -> Claims:
    """The claims about an element; ``link``: where it leads, if that is a fact, too."""
    facts = facts_of(kind, properties)
    if link is not None:
        facts[LINK] = link
    record = properties.get(SAID)
    if record is None:
        sources = properties.get(DATASETS) or [FROM_ACTIONS]
        return {source: _all(facts, days.get(source, UNKNOWN_DAY)) for source in sources}
    kinds = FACTS.get(kind, {})
    claims: Claims = {}
    for source, entry in orjson.loads(record).items():
        on = date.fromisoformat(entry["on"]) if "on" in entry else days.get(source, UNKNOWN_DAY)
        said = _all(facts, on) if "but" in entry else {}
        for name, cell in (entry.get("but") or entry.get("only") or {}).items():
            if not cell:
                said.pop(name, None)
                continue
            value = cell["value"] if "value" in cell else facts.get(name)
            if isinstance(value, str) and kinds.get(name) == "date":
                value = date.fromisoformat(value)
            said[name] = Claim(value, date.fromisoformat(cell["on"]) if "on" in cell else on)
        claims[source] = said
    return claims


def encode(
    kind: str,
    claims: Claims,
    properties: Properties,
    days: FirstDays,
    *,
    link: str | None = None,
) -> str | None:
    """The record of ``claims`` about an element that will have ``properties``.

    ``None`` where it needs none. By source either ``only``, the facts it speaks of, or ``but``,
    those of which it does not say just what stands; a cell has ``value`` unless that stands, and
    ``on`` unless that is the day of the whole entry, which in turn is the day of the dataset's
    first version unless it says other.
    """
    facts = facts_of(kind, properties)
    if link is not None:
        facts[LINK] = link
    facts = {name: value for name, value in facts.items() if value is not None}
    holders = properties.get(DATASETS) or [FROM_ACTIONS]
    claims = {source: said for source, said in claims.items() if said}
    if claims.keys() <= set(holders) and all(
        claims.get(source, {}) == _all(facts, days.get(source, UNKNOWN_DAY)) for source in holders
    ):
        return None
    entries: dict[str, Any] = {}
    for source in sorted(claims):
        said = claims[source]
        first = days.get(source, UNKNOWN_DAY)
        on = _commonest(claim.on for claim in said.values()) or first
        cells = {name: _cell(claim, facts.get(name), on) for name, claim in said.items()}
        unsaid: dict[str, dict[str, Any]] = {name: {} for name in facts if name not in said}
        but = unsaid | {name: cell for name, cell in cells.items() if cell or name not in facts}
        # An empty cell says nothing: of what it says just as it stands the day is written.
        only = {name: cell or {"on": on.isoformat()} for name, cell in cells.items()}
        entry: dict[str, Any] = {} if on == first else {"on": on.isoformat()}
        form, chosen = ("but", but) if len(but) <= len(only) else ("only", only)
        entry[form] = dict(sorted(chosen.items()))  # the same claims are written the same
        entries[source] = entry
    return orjson.dumps(entries).decode()


def standing(claims: Claims, name: str, value: Value) -> tuple[str | None, date]:
    """Who says the ``value`` that stands of a fact, and of which day, the latest of them.

    ``None`` where nobody does: it was written past Tongbu, or is blank, for which only a person
    stands.
    """
    found = [
        (said[name].on, source == FROM_ACTIONS, source)
        for source, said in claims.items()
        if name in said
        and said[name].value == value
        and (value is not None or source == FROM_ACTIONS)
    ]
    if not found:
        return None, UNKNOWN_DAY
    on, _, source = max(found)
    return source, on


def _all(facts: Mapping[str, Value], on: date) -> dict[str, Claim]:
    return {name: Claim(value, on) for name, value in facts.items() if value is not None}


def _cell(claim: Claim, stands: Value, on: date) -> dict[str, Any]:
    cell: dict[str, Any] = {}
    if claim.value != stands or claim.value is None:
        cell["value"] = claim.value
    if claim.on != on:
        cell["on"] = claim.on.isoformat()
    return cell


def _commonest(days: Iterable[date]) -> date | None:
    counts: dict[date, int] = {}
    for day in days:
        counts[day] = counts.get(day, 0) + 1
    return max(counts, key=lambda day: (counts[day], day)) if counts else None
