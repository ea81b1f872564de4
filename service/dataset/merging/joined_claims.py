"""What two elements that are one and the same say together: facts, and who said them.

Of each fact the later statement stands; of the same day what a person recorded, then what the one
that stays has. Within one source the statement about the one that stays counts.
"""

from datetime import date

from service.dataset.merging.claims import (
    FROM_ACTIONS,
    LINK,
    Claim,
    Claims,
    FirstDays,
    decode,
    encode,
    standing,
)
from service.dataset.merging.elements import Properties
from service.dataset.merging.three_way import FOLLOWS, OF_THE_STATEMENT, Disagreement
from service.dataset.tables.parse import Value
from service.model.bookkeeping import DATASETS, SAID
from service.model.tables import FACTS

OF_THE_ONE_THAT_STAYS = ("name", "name_en", "uscc")
"""Facts by which people know it: where both have one, that of the other is left to its aliases."""


def joined(
    kind: str, stays: Properties, goes: Properties, days: FirstDays
) -> tuple[Properties, list[Disagreement]]:
    """The changes to ``stays`` that make it the two of them, and what they disagreed about."""
    of_stays, of_goes = (decode(kind, each, days) for each in (stays, goes))
    claims = _united(of_stays, of_goes)
    changes: Properties = {}
    disagreements: list[Disagreement] = []
    taken: dict[str, bool] = {}
    for name in FACTS.get(kind, {}):
        if name in FOLLOWS:
            continue
        mine, theirs = stays.get(name), goes.get(name)
        taken[name] = theirs is not None and _is_taken(name, mine, theirs, claims)
        if mine == theirs:
            continue
        if mine is not None and theirs is not None and name not in (*OF_THE_STATEMENT, "name"):
            disagreements.append(_disagreement(name, stays, goes, of_stays, of_goes, taken[name]))
        if taken[name]:
            changes[name] = theirs
    for name, of in FOLLOWS.items():
        mine, theirs = stays.get(name), goes.get(name)
        if stays.get(of) == goes.get(of):  # counted twice: the later day
            day = max((day for day in (mine, theirs) if day is not None), default=None)
        else:
            day = theirs if taken.get(of) else mine
        if of in taken and day != mine:
            changes[name] = day
    if bool(stays.get("implied")) and not goes.get("implied"):
        changes["implied"] = None
    datasets = _holders(stays, goes)
    if datasets != stays.get(DATASETS):
        changes[DATASETS] = datasets
    record = encode(kind, claims, {**stays, **changes}, days)
    if record != stays.get(SAID):
        changes[SAID] = record
    return changes, disagreements


def led_elsewhere(
    kind: str, old: Properties, led: str, leads: str, days: FirstDays, instead: dict[str, str]
) -> Properties:
    """The properties, with who says where it leads, of a relationship that led to ``led`` and leads
    to ``leads``; ``instead`` has by id the one that is meant by it."""
    claims = decode(kind, old, days, link=led)
    for said in claims.values():
        if LINK in said:
            value = said[LINK].value
            said[LINK] = Claim(instead.get(str(value), value), said[LINK].on)
    properties = {name: value for name, value in old.items() if name != SAID}
    sources = {
        source for source, said in claims.items() if LINK in said and said[LINK].value == leads
    }
    if old.get(DATASETS) is not None or sources - {FROM_ACTIONS}:
        properties[DATASETS] = sorted(sources)
    record = encode(kind, claims, properties, days, link=leads)
    return properties | ({SAID: record} if record is not None else {})


def _united(stays: Claims, goes: Claims) -> Claims:
    claims: Claims = {}
    for source in {*stays, *goes}:
        mine, theirs = stays.get(source, {}), goes.get(source, {})
        said = {**theirs, **mine}
        if source != FROM_ACTIONS:  # a dataset's blank takes back nothing of the other one
            said |= {name: claim for name, claim in theirs.items() if said[name].value is None}
        for name, of in FOLLOWS.items():
            if of in said:
                counted = mine if of in mine else theirs
                said.pop(name, None)
                if name in counted:
                    said[name] = counted[name]
        claims[source] = said
    return claims


def _is_taken(name: str, mine: Value, theirs: Value, claims: Claims) -> bool:
    if mine is None:
        source, on = _cleared(name, claims)
        return source is None or _rank(name, theirs, claims) > (on, source == FROM_ACTIONS)
    if name in (*OF_THE_ONE_THAT_STAYS, *OF_THE_STATEMENT):
        return False
    return _rank(name, theirs, claims) > _rank(name, mine, claims)


def _rank(name: str, value: Value, claims: Claims) -> tuple[date, bool]:
    source, on = standing(claims, name, value)
    return on, source == FROM_ACTIONS


def _cleared(name: str, claims: Claims) -> tuple[str | None, date]:
    """Who said explicitly that there is nothing."""
    return standing(claims, name, None)


def _disagreement(
    name: str,
    stays: Properties,
    goes: Properties,
    of_stays: Claims,
    of_goes: Claims,
    taken: bool,
) -> Disagreement:
    stood, said = stays.get(name), goes.get(name)
    stood_source, stood_on = standing(of_stays, name, stood)
    said_source, said_on = standing(of_goes, name, said)
    return Disagreement(
        name, stood, stood_source, stood_on, said, said_source or FROM_ACTIONS, said_on, taken
    )


def _holders(stays: Properties, goes: Properties) -> list[str] | None:
    if stays.get(DATASETS) is None and goes.get(DATASETS) is None:
        return None
    return sorted(
        {source for each in (stays, goes) for source in each.get(DATASETS) or [FROM_ACTIONS]}
    )
