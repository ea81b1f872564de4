"""What a dataset's facts change of one node or relationship, with who said them."""

from typing import Any

from service.dataset.merging.claims import FROM_ACTIONS, Claim, decode, encode, facts_of
from service.dataset.merging.difference import Conflict, Difference, Voice
from service.dataset.merging.elements import Properties
from service.dataset.merging.journal import Entry
from service.dataset.merging.three_way import FOLLOWS, Outcome, merge
from service.dataset.tables.parse import Assumed
from service.model.bookkeeping import DATASETS, SAID


def created(kind: str, target: Properties, defaults: Properties, voice: Voice) -> Properties:
    """The properties of an element that a dataset brings."""
    made = {
        name: value.value if isinstance(value, Assumed) else value
        for name, value in target.items()
        if value is not None
    }
    properties: Properties = {**defaults, **made, DATASETS: [voice.dataset]}
    if not voice.first:
        on = voice.speaker.on
        facts = facts_of(kind, properties)
        said = {name: Claim(value, on) for name, value in facts.items()}
        record = encode(kind, {voice.dataset: said}, properties, voice.days)
        if record is not None:
            properties[SAID] = record
    return properties


def merged(
    difference: Difference,
    kind: str,
    ids: tuple[str, ...],
    old: Properties,
    target: Properties,
    defaults: Properties,
    voice: Voice,
) -> Properties:
    """The changes to an element that is there; what undoing needs, and conflicts, are kept."""
    changes: Properties = {
        name: value for name, value in defaults.items() if name not in old and name not in target
    }
    if "implied" in target and target["implied"] != old.get("implied"):
        changes["implied"] = target["implied"]
    sources = old.get(DATASETS)
    alone = SAID not in old and sources == [voice.dataset]
    known = SAID not in old and sources is not None and voice.dataset in sources
    if not (known and _says_the_same(target, old)):
        if alone and voice.first and not voice.speaker.outdated:
            changes |= _plain(target, old)
        else:
            changes |= _merged_facts(difference, kind, ids, old, target, changes, voice)
    if changes:
        was = {name: old.get(name) for name in changes}
        difference.cleared += sum(
            value is None and name not in (SAID, "implied") for name, value in changes.items()
        )
        difference.entries.append(Entry(kind, ids, was, changes))
    return changes


def _merged_facts(
    difference: Difference,
    kind: str,
    ids: tuple[str, ...],
    old: Properties,
    target: Properties,
    defaults: Properties,
    voice: Voice,
) -> Properties:
    said = facts_of(kind, target)
    stands = {**old, **defaults}
    claims = decode(kind, old, voice.days)
    outcome = merge(voice.speaker, said, stands, claims)
    keep_conflicts(difference, kind, ids, outcome)
    changes: Properties = {
        name: value for name, value in outcome.changes.items() if old.get(name) != value
    }
    datasets = _with(old, voice.dataset)
    if datasets != old.get(DATASETS):
        changes[DATASETS] = datasets
    record = encode(kind, outcome.claims, {**stands, **changes}, voice.days)
    if record != old.get(SAID):
        changes[SAID] = record
    return changes


def _with(old: Properties, dataset: str) -> list[str]:
    sources: Any = old.get(DATASETS, [FROM_ACTIONS])
    return list(sources) if dataset in sources else sorted([*sources, dataset])


def keep_conflicts(
    difference: Difference, kind: str, ids: tuple[str, ...], outcome: Outcome
) -> None:
    difference.conflicts += [Conflict(kind, ids, about) for about in outcome.disagreements]


def _says_the_same(target: Properties, old: Properties) -> bool:
    return not _plain(target, old)


def _plain(target: Properties, old: Properties) -> Properties:
    """What differs from what stands, where nobody else and no other day has to be heard."""
    differing: Properties = {}
    for name, value in target.items():
        if name == "implied" or old.get(name) == value:
            continue
        if isinstance(value, Assumed):
            if old.get(name) == value.value or (name not in FOLLOWS and old.get(name) is not None):
                continue
            value = value.value
        differing[name] = value
    return differing
