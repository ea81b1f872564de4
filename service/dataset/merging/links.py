"""Relationships of which their owner has only one: where they lead is a fact like others."""

from service.dataset.merging.claims import LINK, Claim, Claims, decode, encode
from service.dataset.merging.difference import Voice
from service.dataset.merging.elements import Properties, RelationFact, owner_of
from service.dataset.merging.merge_facts import keep_conflicts
from service.dataset.merging.relations import ExistingRelations, RelationWrites
from service.dataset.merging.three_way import merge
from service.model.bookkeeping import DATASETS, SAID
from service.model.columns import Relation


def compare_link(
    writes: RelationWrites,
    voice: Voice,
    relation: Relation,
    fact: RelationFact,
    existing: ExistingRelations,
) -> None:
    """A relationship of which its owner has at most one: where it leads is a fact like others."""
    counts = writes.difference.counts
    owner = owner_of(relation, fact)
    assert owner is not None
    target = fact.end if relation.owner == "start" else fact.start

    def ends(other: str) -> tuple[str, str]:
        return (owner, other) if relation.owner == "start" else (other, owner)

    kind = relation.type
    found = next(iter(existing.get(owner, {}).items()), None)
    if found is None:
        if target is not None:
            counts.added += 1
            claims = {voice.dataset: {LINK: Claim(target, voice.speaker.on)}}
            writes.create(relation, *ends(target), _link(kind, target, claims, voice))
        return
    (stands, *_), (element, old) = found
    claims = decode(kind, old, voice.days, link=stands)
    outcome = merge(voice.speaker, {LINK: target}, {LINK: stands}, claims)
    keep_conflicts(writes.difference, kind, ends(stands), outcome)
    if LINK not in outcome.changes:
        new = _link(kind, stands, outcome.claims, voice)
        changes = {
            name: new.get(name) for name in (DATASETS, SAID) if new.get(name) != old.get(name)
        }
        counts.count(changes)
        if changes:
            writes.change(relation, *ends(stands), (element, old), changes)
        return
    writes.remove(relation, *ends(stands), element, old)
    led = outcome.changes[LINK]
    if led is None:
        counts.removed += 1
        return
    counts.changed += 1
    writes.create(relation, *ends(str(led)), _link(kind, str(led), outcome.claims, voice))


def _link(kind: str, led: str, claims: Claims, voice: Voice) -> Properties:
    """The properties of a relationship that leads to ``led``: who says so, who says otherwise."""
    properties: Properties = {
        DATASETS: sorted(
            source for source, said in claims.items() if LINK in said and said[LINK].value == led
        )
    }
    record = encode(kind, claims, properties, voice.days, link=led)
    if record is not None:
        properties[SAID] = record
    return properties
